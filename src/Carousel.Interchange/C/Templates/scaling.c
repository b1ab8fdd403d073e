/* The network's number is (f(v) - offset) / scale of the data's v, f being v itself, its root, ln(1 + v) or that with the sign of v;
   or 2 asinh((v - offset) / (2 scale)). */
enum { NET_LINEAR, NET_SQUARE_ROOT, NET_LOGARITHM, NET_SIGNED_LOGARITHM, NET_INVERSE_SINE, NET_NON_NEGATIVE };

typedef struct {
    int rule;
    float offset;
    float scale;
} net_scale;
