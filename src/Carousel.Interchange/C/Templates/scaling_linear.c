/* The network's number is (the data's - offset) / scale. */
typedef struct {
    float offset;
    float scale;
} net_scale;
