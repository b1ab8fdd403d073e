/* From numbers of the data, with 8 fraction bits, to the network's and back. */
typedef struct {
    int32_t offset;
    int32_t multiplier;
    int shift;
} net_scale;
