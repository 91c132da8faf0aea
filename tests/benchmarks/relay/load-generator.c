/*
 * The outside of a relay under load, in C so that it outlasts the relay: N carrier sockets that send and hear one
 * audio frame every 20 ms, their beats spread evenly, and the desktop's multiplexed socket, already opened and proven,
 * as descriptor 3. Frames carry the moment at which they were sent, on the one monotonic clock of the machine.
 *
 *   load-generator HOST PORT PAYLOAD_BYTES WARM_UP_MS MEASURE_MS RELAY_PIDS [tls]
 *   RELAY_PIDS: the processes whose time is counted, with commas between them. tls: carriers speak TLS.
 *   stdin: one line per call, `STREAM_ID PATH TOKEN`. stdout: one line of JSON.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

enum { FRAME_NS = 20000000, HEADER = 16, AUDIO = 4, PING = 9, PONG = 10, STAMP_CHARS = 12 };
enum { CARRIER_BUFFER = 32768, MUX_BUFFER = 8 << 20, MAX_CALLS = 2048, MAX_PAYLOAD = 1024 };
enum { MUX_FD = 3 };

typedef struct {
  int fd;
  uint8_t *in, *out;
  int in_bytes, out_bytes, room;
  SSL *ssl;
} Socket;

typedef struct {
  Socket socket;
  uint32_t stream_id, chunk;
  char path[200], token[200];
} Call;

typedef struct {
  float *ms;
  long count, room;
} Sample;

static Call calls[MAX_CALLS];
static int call_count, payload_bytes;
static Socket mux;
static Sample up, down, lag;
static uint64_t measure_from, measure_to;
static long sent, unsent;
static uint8_t audio[MAX_PAYLOAD];
static char audio_base64[MAX_PAYLOAD * 2];
static SSL_CTX *tls;

static void die(const char *what) {
  fprintf(stderr, "%s: %s\n", what, errno ? strerror(errno) : "failed");
  exit(1);
}

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void note(Sample *sample, uint64_t stamp, uint64_t at) {
  if (stamp < measure_from || stamp >= measure_to || at < stamp) return;
  if (sample->count == sample->room) {
    sample->room = sample->room ? sample->room * 2 : 1 << 16;
    sample->ms = realloc(sample->ms, (size_t)sample->room * sizeof(float));
    if (!sample->ms) die("memory");
  }
  sample->ms[sample->count++] = (float)(at - stamp) / 1e6f;
}

/* ---- bytes in and out ---- */

static int raw_write(Socket *s, const uint8_t *bytes, int length) {
  if (s->ssl) {
    int n = SSL_write(s->ssl, bytes, length);
    return n > 0 ? n : 0;
  }
  ssize_t n = write(s->fd, bytes, (size_t)length);
  if (n < 0 && errno != EAGAIN) die("the relay closed a socket while writing");
  return n < 0 ? 0 : (int)n;
}

static int raw_read(Socket *s, uint8_t *into, int length) {
  if (s->ssl) {
    int n = SSL_read(s->ssl, into, length);
    if (n > 0) return n;
    int why = SSL_get_error(s->ssl, n);
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) die("the relay closed a TLS socket");
    return 0;
  }
  ssize_t n = read(s->fd, into, (size_t)length);
  if (n == 0) die("the relay closed a socket");
  if (n < 0 && errno != EAGAIN) die("read");
  return n < 0 ? 0 : (int)n;
}

static void flush(Socket *s) {
  if (!s->out_bytes) return;
  int n = raw_write(s, s->out, s->out_bytes);
  memmove(s->out, s->out + n, (size_t)(s->out_bytes - n));
  s->out_bytes -= n;
}

/* A frame of a client is masked; with zeros it costs us nothing and the relay as much as any other mask. */
static int frame_head(uint8_t *at, int opcode, int length) {
  int n = 0;
  at[n++] = (uint8_t)(0x80 | opcode);
  if (length < 126) at[n++] = (uint8_t)(0x80 | length);
  else if (length < 65536) {
    at[n++] = 0x80 | 126;
    at[n++] = (uint8_t)(length >> 8);
    at[n++] = (uint8_t)length;
  } else {
    at[n++] = 0x80 | 127;
    for (int shift = 56; shift >= 0; shift -= 8) at[n++] = (uint8_t)((uint64_t)length >> shift);
  }
  memset(at + n, 0, 4);
  return n + 4;
}

static int send_message(Socket *s, int opcode, const void *body, int length) {
  if (s->out_bytes + length + 14 > s->room) return 0;
  int head = frame_head(s->out + s->out_bytes, opcode, length);
  memcpy(s->out + s->out_bytes + head, body, (size_t)length);
  s->out_bytes += head + length;
  flush(s);
  return 1;
}

static void each_message(Socket *s, void (*message)(const uint8_t *, int)) {
  for (;;) {
    int n = raw_read(s, s->in + s->in_bytes, s->room - s->in_bytes);
    if (n <= 0) return;
    s->in_bytes += n;
    int at = 0;
    for (;;) {
      int left = s->in_bytes - at, head = 2;
      if (left < 2) break;
      uint64_t length = s->in[at + 1];
      if (length == 126) {
        if (left < 4) break;
        length = (uint64_t)s->in[at + 2] << 8 | s->in[at + 3];
        head = 4;
      } else if (length == 127) {
        if (left < 10) break;
        length = 0;
        for (int i = 2; i < 10; i++) length = length << 8 | s->in[at + i];
        head = 10;
      }
      if ((uint64_t)(left - head) < length) break;
      if ((s->in[at] & 15) <= 2) message(s->in + at + head, (int)length);
      at += head + (int)length;
    }
    memmove(s->in, s->in + at, (size_t)(s->in_bytes - at));
    s->in_bytes -= at;
    if (s->in_bytes == s->room) die("a message is larger than its buffer");
  }
}

/* ---- stamps ---- */

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void base64(const uint8_t *from, int length, char *into) {
  int i = 0;
  for (; i + 2 < length; i += 3) {
    uint32_t v = (uint32_t)from[i] << 16 | (uint32_t)from[i + 1] << 8 | from[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) *into++ = ALPHABET[v >> shift & 63];
  }
  if (i < length) {
    uint32_t v = (uint32_t)from[i] << 16 | (i + 1 < length ? (uint32_t)from[i + 1] << 8 : 0);
    *into++ = ALPHABET[v >> 18 & 63];
    *into++ = ALPHABET[v >> 12 & 63];
    *into++ = i + 1 < length ? ALPHABET[v >> 6 & 63] : '=';
    *into++ = '=';
  }
  *into = 0;
}

static void put_stamp(uint8_t *at, uint64_t stamp) {
  for (int i = 0; i < 8; i++) at[i] = (uint8_t)(stamp >> (56 - 8 * i));
}

static uint64_t get_stamp(const uint8_t *at) {
  uint64_t stamp = 0;
  for (int i = 0; i < 8; i++) stamp = stamp << 8 | at[i];
  return stamp;
}

static uint64_t stamp_in_base64(const char *text) {
  static uint8_t value[256];
  if (!value['B']) for (int i = 0; i < 64; i++) value[(uint8_t)ALPHABET[i]] = (uint8_t)i;
  uint8_t bytes[9];
  for (int group = 0; group < 3; group++) {
    uint32_t v = 0;
    for (int i = 0; i < 4; i++) v = v << 6 | value[(uint8_t)text[group * 4 + i]];
    for (int i = 0; i < 3; i++) bytes[group * 3 + i] = (uint8_t)(v >> (16 - 8 * i));
  }
  return get_stamp(bytes);
}

/* ---- the two ends ---- */

static void carrier_heard(const uint8_t *body, int length) {
  static const char KEY[] = "\"payload\":\"";
  const char *key = memmem(body, (size_t)length, KEY, sizeof KEY - 1);
  if (key) note(&down, stamp_in_base64(key + sizeof KEY - 1), now_ns());
}

static void desktop_heard(const uint8_t *body, int length) {
  for (int at = 0; at + HEADER <= length;) {
    int bytes = body[at + 2] << 8 | body[at + 3];
    if (body[at + 1] == AUDIO && bytes >= 8) note(&up, get_stamp(body + at + HEADER), now_ns());
    if (body[at + 1] == PING) {
      uint8_t pong[HEADER] = {1, PONG};
      send_message(&mux, 2, pong, HEADER);
    }
    at += HEADER + bytes;
  }
}

static void send_up(Call *call, uint64_t stamp) {
  char text[MAX_PAYLOAD * 2 + 400];
  put_stamp(audio, stamp);
  base64(audio, 9, audio_base64);
  audio_base64[STAMP_CHARS] = audio_base64[MAX_PAYLOAD * 2 - 1];
  call->chunk++;
  int length = snprintf(text, sizeof text,
    "{\"event\":\"media\",\"sequence_number\":\"%u\",\"media\":{\"track\":\"inbound\",\"chunk\":\"%u\","
    "\"timestamp\":\"%u\",\"payload\":\"%s\"},\"stream_id\":\"1edb94f9-7ef0-4150-b502-e0ebadf%05u\"}",
    call->chunk + 1, call->chunk, call->chunk * 20, audio_base64, call->stream_id);
  if (!send_message(&call->socket, 1, text, length)) unsent++;
}

static uint8_t gathered[1 << 19];
static int gathered_bytes;

/* As the desktop does: what is due in one turn of the loop goes as one message. */
static void gather_down(const Call *call, uint64_t stamp) {
  uint8_t *at = gathered + gathered_bytes;
  memset(at, 0, HEADER);
  at[0] = 1;
  at[1] = AUDIO;
  at[2] = (uint8_t)(payload_bytes >> 8);
  at[3] = (uint8_t)payload_bytes;
  for (int i = 0; i < 4; i++) at[4 + i] = (uint8_t)(call->stream_id >> (24 - 8 * i));
  /* When it was said: what is older than 200 ms the relay does not speak. */
  put_stamp(at + 8, stamp / 1000000);
  memcpy(at + HEADER, audio, (size_t)payload_bytes);
  put_stamp(at + HEADER, stamp);
  gathered_bytes += HEADER + payload_bytes;
}

static void send_gathered(void) {
  if (gathered_bytes && !send_message(&mux, 2, gathered, gathered_bytes)) unsent++;
  gathered_bytes = 0;
}

/* ---- set-up ---- */

static void buffers(Socket *s, int room) {
  s->room = room;
  s->in = malloc((size_t)room);
  s->out = malloc((size_t)room);
  if (!s->in || !s->out) die("memory");
}

static void unblock(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

static void connect_carrier(Call *call, const char *host, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, host, &to.sin_addr);
  Socket *s = &call->socket;
  buffers(s, CARRIER_BUFFER);
  s->fd = socket(AF_INET, SOCK_STREAM, 0);
  int one = 1;
  setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(s->fd, (struct sockaddr *)&to, sizeof to)) die("connect");
  if (tls) {
    s->ssl = SSL_new(tls);
    SSL_set_fd(s->ssl, s->fd);
    if (SSL_connect(s->ssl) != 1) die("TLS");
  }
  char text[1200];
  int length = snprintf(text, sizeof text,
    "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "x-telnyx-streaming-auth-token: %s\r\n\r\n", call->path, host, port, call->token);
  raw_write(s, (uint8_t *)text, length);
  int n = raw_read(s, (uint8_t *)text, sizeof text - 1);
  text[n] = 0;
  if (strncmp(text, "HTTP/1.1 101", 12)) die("a carrier was refused");
  unblock(s->fd);
  length = snprintf(text, sizeof text,
    "{\"event\":\"start\",\"sequence_number\":\"1\",\"start\":{\"call_control_id\":\"v3:load\","
    "\"media_format\":{\"encoding\":\"PCMU\",\"sample_rate\":8000,\"channels\":1}},\"stream_id\":\"s\"}");
  send_message(s, 1, text, length);
}

static double cpu_seconds_of(int pid) {
  char path[64], line[1024];
  if (pid) snprintf(path, sizeof path, "/proc/%d/stat", pid);
  else snprintf(path, sizeof path, "/proc/self/stat");
  FILE *file = fopen(path, "r");
  if (!file || !fgets(line, sizeof line, file)) return 0;
  fclose(file);
  unsigned long user, system;
  sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
  return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double cpu_seconds(const char *pids) {
  double seconds = 0;
  for (const char *pid = pids; pid; pid = strchr(pid, ',')) seconds += cpu_seconds_of(atoi(pid += *pid == ','));
  return seconds;
}

/* Busy and stolen seconds of the whole machine; interrupts are mostly our own packets and are left out. */
static void machine_seconds(double *busy, double *stolen) {
  unsigned long user = 0, nice = 0, system = 0, steal = 0;
  FILE *file = fopen("/proc/stat", "r");
  if (file) {
    if (fscanf(file, "cpu %lu %lu %lu %*u %*u %*u %*u %lu", &user, &nice, &system, &steal) < 4) steal = 0;
    fclose(file);
  }
  *busy = (double)(user + nice + system) / (double)sysconf(_SC_CLK_TCK);
  *stolen = (double)steal / (double)sysconf(_SC_CLK_TCK);
}

typedef struct {
  double relay, self, busy, stolen;
} Cpu;

static Cpu cpu_now(const char *relay_pids) {
  Cpu cpu = {cpu_seconds(relay_pids), cpu_seconds_of(0), 0, 0};
  machine_seconds(&cpu.busy, &cpu.stolen);
  return cpu;
}

static int ascending(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

static float share(Sample *s, double part) {
  return s->count ? s->ms[(long)((double)(s->count - 1) * part)] : -1;
}

static void print_sample(const char *name, Sample *s) {
  qsort(s->ms, (size_t)s->count, sizeof(float), ascending);
  printf("\"%s\":{\"arrived\":%ld,\"p50Ms\":%.4f,\"p99Ms\":%.4f,\"p999Ms\":%.4f},", name, s->count,
    share(s, .5), share(s, .99), share(s, .999));
}

int main(int count, char **arg) {
  if (count < 7) die("usage");
  const char *host = arg[1], *relay_pids = arg[6];
  int port = atoi(arg[2]);
  payload_bytes = atoi(arg[3]);
  uint64_t warm_up = strtoull(arg[4], 0, 10) * 1000000u, measure = strtoull(arg[5], 0, 10) * 1000000u;
  if (count > 7) {
    tls = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  }
  for (int i = 0; i < payload_bytes; i++) audio[i] = (uint8_t)(i * 37 + 11);
  base64(audio, payload_bytes, audio_base64);
  audio_base64[MAX_PAYLOAD * 2 - 1] = audio_base64[STAMP_CHARS];

  mux.fd = MUX_FD;
  buffers(&mux, MUX_BUFFER);
  unblock(mux.fd);
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = &mux};
  epoll_ctl(poll, EPOLL_CTL_ADD, mux.fd, &event);
  for (Call *call = calls; call_count < MAX_CALLS; call = &calls[++call_count]) {
    if (scanf("%u %199s %199s", &call->stream_id, call->path, call->token) != 3) break;
    connect_carrier(call, host, port);
    event.data.ptr = &call->socket;
    epoll_ctl(poll, EPOLL_CTL_ADD, call->socket.fd, &event);
    each_message(&mux, desktop_heard);
  }
  if (!call_count) die("no calls");

  uint64_t every = FRAME_NS / (uint64_t)call_count, start = now_ns(), frame = 0;
  measure_from = start + warm_up;
  measure_to = measure_from + measure;
  Cpu before = {-1, 0, 0, 0}, after = {-1, 0, 0, 0};
  struct epoll_event events[256];
  for (uint64_t now = start; now < measure_to + 400000000u; now = now_ns()) {
    if (before.relay < 0 && now >= measure_from) before = cpu_now(relay_pids);
    if (after.relay < 0 && now >= measure_to) after = cpu_now(relay_pids);
    for (; now < measure_to && start + frame * every <= now; frame++) {
      Call *call = &calls[frame % (uint64_t)call_count];
      uint64_t stamp = now_ns();
      if (stamp >= measure_from) {
        sent++;
        note(&lag, start + frame * every < measure_from ? measure_from : start + frame * every, stamp);
      }
      send_up(call, stamp);
      gather_down(call, stamp);
      if (gathered_bytes > (int)sizeof gathered - 2 * MAX_PAYLOAD) send_gathered();
    }
    send_gathered();
    flush(&mux);
    /* Never a busy loop: at real-time priority the kernel would stop one for a twentieth of each second. */
    uint64_t due = now < measure_to ? start + frame * every : now + 1000000, at = now_ns();
    struct timespec wait = {0, due > at ? (long)(due - at) : 0};
    int ready = epoll_pwait2(poll, events, 256, &wait, 0);
    for (int i = 0; i < ready; i++) {
      Socket *s = events[i].data.ptr;
      each_message(s, s == &mux ? desktop_heard : carrier_heard);
    }
  }
  double relay = after.relay - before.relay, self = after.self - before.self;
  printf("{\"calls\":%d,\"sentEachWay\":%ld,\"unsent\":%ld,\"relayCpuSeconds\":%.3f,\"driverCpuSeconds\":%.3f,",
    call_count, sent, unsent, relay, self);
  printf("\"foreignCpuSeconds\":%.3f,\"stolenSeconds\":%.3f,", after.busy - before.busy - relay - self,
    after.stolen - before.stolen);
  print_sample("up", &up);
  print_sample("down", &down);
  qsort(lag.ms, (size_t)lag.count, sizeof(float), ascending);
  printf("\"driverLagP99Ms\":%.4f}\n", share(&lag, .99));
  return 0;
}
