namespace Carousel.Interchange.Onnx.Running;

/// <summary>How a model runs.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>
    /// Threads that compute, 1 to 256; 0 for as many as the machine has processors. Has no influence on the result.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Bytes that a run may take at once: the values between operators, and what an operator takes beside them while it
    /// works. What would be more is refused before the memory is taken.
    /// Not counted are the inputs, the weights with the form in which kernels read them (at most 16 bytes for each
    /// value, and 1 MB; 8 bytes where a product or a recurrent layer reads it in one form), and 16 MB that a session
    /// keeps to work in.
    /// </summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>
    /// Whether LSTMs with weights in 8 bits run with the numbers that their bytes stand for, and put inputs and states
    /// into no bytes.
    /// </summary>
    internal bool Dequantises { get; init; }
}
