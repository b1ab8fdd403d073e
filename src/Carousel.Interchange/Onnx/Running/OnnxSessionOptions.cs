namespace Carousel.Interchange.Onnx.Running;

/// <summary>How a model runs.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>Threads that compute, 1 to 256; 0 for as many as the machine has processors. Has no influence on the result.</summary>
    public int Threads { get; init; }

    /// <summary>Bytes that the values between operators may take at once; an operator that would make more is refused before the memory is taken.</summary>
    public long MostBytes { get; init; } = 4L << 30;

    /// <summary>Whether LSTMs with weights in 8 bits run with the numbers that their bytes stand for, and put inputs and states into no bytes.</summary>
    internal bool Dequantises { get; init; }
}
