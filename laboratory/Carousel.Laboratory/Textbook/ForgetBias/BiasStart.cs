using Carousel.Layers.Initialisers;

namespace Carousel.Laboratory.Textbook.ForgetBias;

/// <summary>How an LSTM's biases begin.</summary>
/// <param name="Key">The part of a figure's name.</param>
/// <param name="Name">Its name in pictures and sentences.</param>
/// <param name="ForgetBias">The bias of every forget gate; null for biases spread for the lag.</param>
internal sealed record BiasStart(string Key, string Name, float? ForgetBias)
{
    private const int LeastLag = 3;

    /// <summary>Constants, then biases for the lag.</summary>
    public static IReadOnlyList<BiasStart> All { get; } =
    [
        new BiasStart("bias_minus_1", "bias −1", -1), new BiasStart("bias_0", "bias 0", 0),
        new BiasStart("bias_1", "bias 1", 1), new BiasStart("bias_3", "bias 3", 3),
        new BiasStart("bias_5", "bias 5", 5), new BiasStart("chrono", "chrono", null),
    ];

    /// <summary>The start of a key.</summary>
    public static BiasStart Of(string key) => All.Single(s => s.Key == key);

    /// <summary>How b begins for a lag.</summary>
    public Initialiser Make(int lag) =>
        ForgetBias is { } bias ? new Constant(0, bias, 0, 0) : new ChronoBias(Math.Max(LeastLag, lag));
}
