using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>The mLSTM in the table of cells.</summary>
internal static class MlstmDescription
{
    /// <summary>How far the biases of the first and the last head's forget gates begin above the layer's: at 3 and 6
    /// for 1, as the authors' program has it.</summary>
    private const float FirstForget = 2, LastForget = 5;

    private static readonly RecurrentGate _keeping = new("f", "forget gate");

    public static RecurrentCell Cell { get; } = new(
        "an", "mLSTM", "mlstm", [.. MatrixGates.Wide, new("i", "input gate"), _keeping],
        settings => settings.Options.ExponentialForget
            ? new MatrixLayer<MlstmCell<ExponentialForget>>(Cell!, settings, Biases(settings))
            : new MatrixLayer<MlstmCell<LogisticForget>>(Cell!, settings, Biases(settings)))
    {
        Parameters = typeof(MatrixParameters<MlstmCell<LogisticForget>>),
        Variant = typeof(MatrixParameters<MlstmCell<ExponentialForget>>),
        States = ["h", "C", "n", "m"],
        HasRecurrentWeights = false,
        HasForgetChoice = true,
        MatrixHeads = MatrixGates.Heads,
        HeadGates = 2,
        IsClaimed = false,
    };

    private static (float First, float Last)[] Biases(CellSettings settings) =>
        [(0, 0), (settings.ForgetBias + FirstForget, settings.ForgetBias + LastForget)];
}
