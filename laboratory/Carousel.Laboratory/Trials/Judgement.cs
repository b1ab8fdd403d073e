namespace Carousel.Laboratory.Trials;

/// <summary>When an output counts as wrong.</summary>
internal enum Judgement
{
    /// <summary>Where the error of any output unit is not below the tolerance.</summary>
    AbsoluteError,

    /// <summary>
    /// Where a unit of a symbol that may not follow is as active as one of a symbol that may: the embedded Reber
    /// grammar.
    /// </summary>
    AdmissibleMostActive,
}
