using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>The minLSTM in the table of cells.</summary>
internal static class MinLstmDescription
{
    private static readonly RecurrentGate _keeping = new("f", "forget gate");

    public static RecurrentCell Cell { get; } = new(
        "a", "minLSTM", "minlstm",
        [_keeping, new("i", "input gate"), new("g", "candidate")],
        settings => new ScanLayer<MinLstmCell>(
            Cell!,
            settings with { BiasInitializer = settings.BiasInitializer ?? new Constant(settings.ForgetBias, 0, 0) }))
    {
        Parameters = typeof(ScanParameters<MinLstmCell>),
        HasRecurrentWeights = false,
        IsClaimed = false,
        KeepingGate = _keeping,
        Chrono = lag => new ChronoBias(lag, keepBlock: 0, inputBlock: 1),
    };
}
