/** Where the sample contractor works: real cities, made-up streets. */
export interface Place {
  readonly city: string
  readonly state: string
  readonly zip: string
  readonly latitude: number
  readonly longitude: number
  readonly areaCode: string
  readonly streets: readonly string[]
}

export const PLACES: readonly Place[] = [
  {
    city: 'Austin',
    state: 'TX',
    zip: '78745',
    latitude: 30.2075,
    longitude: -97.7958,
    areaCode: '512',
    streets: ['Larkspur Bend Dr', 'Cedar Wren Ln', 'Stillmeadow Ct'],
  },
  {
    city: 'Dallas',
    state: 'TX',
    zip: '75214',
    latitude: 32.8252,
    longitude: -96.7475,
    areaCode: '214',
    streets: ['Pecan Hollow Rd', 'Velvet Oak Ave', 'Marlin Brook Dr'],
  },
  {
    city: 'San Antonio',
    state: 'TX',
    zip: '78209',
    latitude: 29.4889,
    longitude: -98.4567,
    areaCode: '210',
    streets: ['Mission Fern St', 'Blue Quail Run', 'Encino Vale Dr'],
  },
  {
    city: 'Houston',
    state: 'TX',
    zip: '77018',
    latitude: 29.827,
    longitude: -95.427,
    areaCode: '713',
    streets: ['Heron Point Dr', 'Magnolia Trace Ln', 'Bayou Finch Ct'],
  },
  {
    city: 'Round Rock',
    state: 'TX',
    zip: '78664',
    latitude: 30.5145,
    longitude: -97.668,
    areaCode: '512',
    streets: ['Brushy Star Trl', 'Limestone Gate Dr'],
  },
  {
    city: 'Oklahoma City',
    state: 'OK',
    zip: '73112',
    latitude: 35.519,
    longitude: -97.569,
    areaCode: '405',
    streets: ['Redbud Spur Ave', 'Prairie Lantern Dr'],
  },
  {
    city: 'Overland Park',
    state: 'KS',
    zip: '66212',
    latitude: 38.959,
    longitude: -94.684,
    areaCode: '913',
    streets: ['Switchgrass Ln', 'Harvest Moon Ter'],
  },
]

export const SEATTLE: Place = {
  city: 'Seattle',
  state: 'WA',
  zip: '98103',
  latitude: 47.673,
  longitude: -122.342,
  areaCode: '206',
  streets: ['Fernglade Ave N'],
}
export const TORONTO: Place = {
  city: 'Toronto',
  state: 'ON',
  zip: 'M5V 2T6',
  latitude: 43.641,
  longitude: -79.394,
  areaCode: '416',
  streets: ['Maple Signal St'],
}

const METRES_PER_DEGREE = 111_320

export function near(
  place: { latitude: number; longitude: number },
  northM: number,
  eastM: number,
): { latitude: number; longitude: number } {
  const perDegreeEast = METRES_PER_DEGREE * Math.cos((place.latitude * Math.PI) / 180)
  return {
    latitude: Math.round((place.latitude + northM / METRES_PER_DEGREE) * 1e6) / 1e6,
    longitude: Math.round((place.longitude + eastM / perDegreeEast) * 1e6) / 1e6,
  }
}
