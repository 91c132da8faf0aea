import type { ImportKind, ImportPreview } from '../../../../src-preload/contract/leads.ts'

/** What a column can mean. `is` is tried on the header in plain words (`plainHeader`); earlier fields choose first. */
export interface ImportField {
  readonly field: string
  readonly label: string
  readonly group: string
  readonly required: boolean
  readonly is: RegExp
}

const field = (group: string, name: string, label: string, is: RegExp, required = false): ImportField => ({
  field: name,
  label,
  group,
  required,
  is,
})

/** Several columns hold phones in most exports: they are ranked apart from these (`guess-mapping.ts`). */
const NEVER = /(?!)/
const PHONES: readonly ImportField[] = [
  field('Contact', 'phone', 'Phone', NEVER, true),
  field('Contact', 'phone_2', 'Second phone', NEVER),
  field('Contact', 'phone_3', 'Third phone', NEVER),
  field('Contact', 'phone_4', 'Fourth phone', NEVER),
]

const ADDRESS: readonly ImportField[] = [
  field(
    'Address',
    'latitude',
    'Latitude',
    /^((geo|property|site|job|gps|location) )?(lat|latitude)( deg(rees)?)?$/,
  ),
  field(
    'Address',
    'longitude',
    'Longitude',
    /^((geo|property|site|job|gps|location) )?(lon|lng|long|longitude)( deg(rees)?)?$/,
  ),
  field('Address', 'zip', 'ZIP code', /\b(zip|zipcode|postal|postcode|post code)\b/),
  field(
    'Address',
    'state',
    'State',
    /^((property|mailing|primary|job|site|location|address|home|billing|shipping|house|other) )*(state|st|state (code|region)|state province|region|province)( (code|abbr(eviation)?|province))?$/,
  ),
  field(
    'Address',
    'city',
    'City',
    /^((property|mailing|primary|job|site|location|address|home|billing|shipping|house|other) )*(city|town|municipality|city town)( name)?$/,
  ),
  field(
    'Address',
    'street',
    'Street',
    /^((property|mailing|primary|job|site|location|full|home|billing|shipping|house|service|contact|other|physical) )*(street( (address|name|line))*|address( (line|street|full))*|addr|site address)( ?1)?$/,
  ),
]

const LEAD_FIELDS: readonly ImportField[] = [
  ...PHONES,
  field(
    'Consent',
    'consent_captured_at',
    'Consent: when',
    /^(consent|opt in|tcpa)( consent)? (captured|given|signed|date|at|time(stamp)?|captured at|date time|on)( at| on| time)?$|^(date|time) of consent$/,
  ),
  field(
    'Consent',
    'consent_channel',
    'Consent: channel',
    /^(consent|opt in|tcpa)( consent)? (channel|source|method|medium)$/,
  ),
  field(
    'Consent',
    'consent_text',
    'Consent: words shown',
    /^(consent|opt in|tcpa)( consent)? (text( shown)?|language|wording|disclosure|words)$/,
  ),
  field(
    'Consent',
    'consent_seller',
    'Consent: seller named',
    /^(consent|opt in|tcpa)( consent)? (seller|company|business|brand|given to|to)( name)?$/,
  ),
  field(
    'Consent',
    'consent_page_url',
    'Consent: page',
    /^(consent|opt in|tcpa)( consent)? (page|url|page url|link|landing page)$/,
  ),
  field('Consent', 'consent_ip', 'Consent: IP address', /^(consent|opt in|tcpa)( consent)? (ip|ip address)$/),
  field(
    'Consent',
    'consent_signature',
    'Consent: signature',
    /^(consent|opt in|tcpa)( consent)? (signature|signed by|name|signed name)$|^e ?signature$/,
  ),
  field(
    'Consent',
    'consent_texts',
    'Consent: covers texts',
    /^(consent|opt in|tcpa)( consent)?( to| for| covers)? (texts?|sms|text messages?)$/,
  ),
  field(
    'Consent',
    'consent_ai_calls',
    'Consent: covers A.I. calls',
    /^(consent|opt in|tcpa)( consent)?( to| for| covers)?( (ai|artificial|automated|robo))?( (voice|calls?|calling))*$|^ai( voice| calls?)* consent$|^pewc$/,
  ),
  field(
    'Contact',
    'first_name',
    'First name',
    /^((contact|primary|customer|homeowner|owner|lead|client) )*(first|given|fore)( ?name)?( 1)?$|^(primary )?fname$/,
  ),
  field(
    'Contact',
    'last_name',
    'Last name',
    /^((contact|primary|customer|homeowner|owner|lead|client) )*(last|family|sur)( ?name)?( 1)?$|^(primary )?lname$/,
  ),
  field(
    'Contact',
    'name',
    'Name',
    /^((contact|primary|customer|homeowner|home owner|owner|lead|client|full|display|account|prospect|person|resident) )*(name|full name|contact|customer|homeowner|home owner)( 1)?$|^(owner|prospect|client|resident)( name)?$/,
  ),
  field(
    'Contact',
    'email',
    'E-mail',
    /^((contact|primary|customer|homeowner|personal|home|main|work|business|owner|lead) )*e ?mail( address)?( 1)?$/,
  ),
  ...ADDRESS,
  field(
    'Roof',
    'roof_age',
    'Roof age',
    /^((estimated|est|approx|approximate|current) )?(roof )?age( of (the )?roof)?( (years|yrs|in years|est))?$|^roof age/,
  ),
  field(
    'Roof',
    'installed_year',
    'Year installed',
    /^((roof|year) )*(installed|install|installation|replaced|built roof|last replaced|replacement)( (year|date|on))*$|^roof (year|date|replaced)/,
  ),
  field(
    'Roof',
    'material',
    'Roof material',
    /^(roof|roofing|shingle|current roof|existing roof)( (material|type|covering|cover|surface|system))+$|^(material|shingle|roof material type)$|^roofing$/,
  ),
  field(
    'Roof',
    'area_sqft',
    'Roof area',
    /^(total )?(roof|roofing)( (area|size|sq ?ft|sqft|square (feet|footage)|sf|squares))+$|^(sq ?ft|square (feet|footage)|squares|roof sq|total area|area)( of roof)?$/,
  ),
  field('Roof', 'slope', 'Slope', /^((roof|predominant|main) )*(pitch|slope)$/),
  field(
    'Roof',
    'hail_size_inches',
    'Hail size',
    /^(max(imum)? )?(last )?hail( (size|diameter|inches|in|max|magnitude))+( (in|inches))?$|^hail in$/,
  ),
  field(
    'Roof',
    'last_hail_on',
    'Last hail',
    /^((last|latest|most recent|recent) )?hail( (event|date|storm|on|day|report))*$|^date of (last )?hail$/,
  ),
  field(
    'Roof',
    'wind_mph',
    'Wind',
    /^((max(imum)?|peak|top|storm) )*(wind|gust|wind gusts?)( (mph|speed|gust|max))*$/,
  ),
  field(
    'Roof',
    'last_storm_on',
    'Last storm',
    /^((last|latest|most recent|recent) )?(storm|wind|date of loss|loss)( (event|date|on|day))*$|^dol$|^date of (loss|storm)$/,
  ),
  field(
    'Roof',
    'insurance_claim',
    'Insurance claim',
    /^((insurance|claim|ins) )+(claim|status|state|filed)$|^(insurance )?claim( status| filed)?$/,
  ),
  field(
    'Roof',
    'owner_occupied',
    'Lived in by owner',
    /^(is )?(owner|home ?owner)( |-)?(occupied|occupancy|occ)( status)?$|^(occupancy|own(er)? or rent(er)?|own rent|occupancy status|ownership)$/,
  ),
  field(
    'Other',
    'source',
    'Source',
    /^((lead|original|contact|record|traffic) )*(source|campaign|channel|origin)( (drill down 1|type|name))*$|^how did you hear/,
  ),
  field(
    'Other',
    'notes',
    'Notes',
    /^(lead |customer |contact |internal |job )*(notes?|comments?|description|remarks?|message)$/,
  ),
  field(
    'Other',
    'external_id',
    'Record ID',
    /^((contact|record|lead|customer|job|crm|external|account|hubspot|jobnimbus|jnid|acculynx|salesforce) )*(id|record id|number|no|jnid)$/,
  ),
]

const JOB_FIELDS: readonly ImportField[] = [
  field(
    'Job',
    'job_id',
    'Job or permit number',
    /^((job|permit|project|record|work order|case|application) )*(id|number|no|num|jnid|record id)$|^permit$/,
  ),
  field(
    'Job',
    'completed_on',
    'Finished on',
    /\b(completed|complete|completion|finished|finaled|final(ed)?|closed|issued?|install(ed|ation)?)\b|^date$|^(job|permit) date$/,
    true,
  ),
  field(
    'Job',
    'homeowner_permission',
    'May be named',
    /permission|may be named|reference( ok| allowed)?|ok to (name|use)|testimonial/,
  ),
  field(
    'Job',
    'homeowner_name',
    'Homeowner',
    /^((contact|customer|homeowner|owner|client|full|display) )*(name|homeowner|customer|owner|client)$/,
  ),
  field('Job', 'kind', 'Job or permit', /^(kind|record type|type|record kind|job or permit)$/),
  field(
    'Job',
    'work_type',
    'Work done',
    /^(work|job|project|permit|service|trade|scope)( (type|class|description|of work|subtype|category|done))+$|^(description|work|trade|service|scope)$/,
  ),
  field('Job', 'material', 'Material', /\b(material|shingle|roof type|covering)\b/),
  ...ADDRESS.map((known) =>
    known.field === 'latitude' || known.field === 'longitude' ? { ...known, required: true } : known,
  ),
]

const SUPPRESSION_FIELDS: readonly ImportField[] = [
  field('Contact', 'phone', 'Phone', NEVER, true),
  field('Request', 'reason', 'Reason', /\b(reason|notes?|comments?|why|remarks?)\b/),
  field('Request', 'requested_at', 'Asked on', /\b(date|requested|added|when|time|created|at|on)\b/),
  field('Request', 'source', 'Source', /\b(source|channel|via|by|origin|list)\b/),
]

export function fieldsOf(kind: ImportKind): readonly ImportField[] {
  switch (kind) {
    case 'leads':
      return LEAD_FIELDS
    case 'neighborhood_jobs':
      return JOB_FIELDS
    case 'suppressions':
      return SUPPRESSION_FIELDS
  }
}

/** The fields as a person picks them, without the guessing. */
export const fieldChoices = (kind: ImportKind): ImportPreview['fields'] =>
  fieldsOf(kind).map(({ field, label, required, group }) => ({ field, label, required, group }))
