using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>The sLSTM in the table of cells.</summary>
internal static class SlstmDescription
{
    private static readonly RecurrentGate _keeping = new("f", "forget gate");

    public static RecurrentCell Cell { get; } = new(
        "an", "sLSTM", "slstm",
        [
            new("i", "input gate"), _keeping, new("z", "candidate", IsSquashed: true), new("o", "output gate"),
        ],
        settings =>
        {
            settings = settings with
            {
                BiasInitializer = settings.BiasInitializer ?? new Constant(0, settings.ForgetBias, 0, 0),
            };
            return settings.Options.ExponentialForget
                ? new ScanLayer<SlstmCell<ExponentialForget>>(Cell!, settings)
                : new ScanLayer<SlstmCell<LogisticForget>>(Cell!, settings);
        })
    {
        Parameters = typeof(ScanParameters<SlstmCell<LogisticForget>>),
        Variant = typeof(ScanParameters<SlstmCell<ExponentialForget>>),
        States = ["h", "c", "n", "m"],
        HasForgetChoice = true,
        HeadUnits = units => units % 4 == 0 ? units / 4 : units,
        KeepingGate = _keeping,
        IsClaimed = false,
        Chrono = lag => new ChronoBias(lag),
    };
}
