using Carousel.Jobs.Options;

namespace Carousel.Forecasting;

/// <summary>How values are scaled before the network sees them.</summary>
public enum ScalerKind
{
    /// <summary>By mean and deviation.</summary>
    Standard,

    /// <summary>To a range.</summary>
    [OptionWord("minmax")]
    MinMax,

    /// <summary>By median and quartiles.</summary>
    Robust,
}
