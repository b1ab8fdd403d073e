namespace Carousel.Laboratory.Claims.Control;

/// <summary>How large the run of the claim on control is.</summary>
/// <param name="HiddenSize">H.</param>
/// <param name="Batches">Batches of training, a multiple of <see cref="Parts"/>.</param>
/// <param name="BatchSize">Episodes of a batch.</param>
/// <param name="Episodes">Episodes that controllers are tuned on, and episodes of each test.</param>
internal sealed record ControlSettings(int HiddenSize, int Batches, int BatchSize, int Episodes)
{
    /// <summary>Parts of the training after which progress is told.</summary>
    public const int Parts = 50;

    /// <summary>The run without options.</summary>
    public static ControlSettings Default { get; } = new(16, 3_000, 32, 200);

    /// <summary>The long run.</summary>
    public static ControlSettings Full { get; } = new(16, 15_000, 32, 1_000);
}
