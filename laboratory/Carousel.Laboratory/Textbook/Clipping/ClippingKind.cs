namespace Carousel.Laboratory.Textbook.Clipping;

/// <summary>What is done to a gradient before the step.</summary>
internal enum ClippingKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each value is cut to a largest magnitude.</summary>
    ByValue,

    /// <summary>The whole gradient is shrunk to a largest length.</summary>
    ByNorm,
}
