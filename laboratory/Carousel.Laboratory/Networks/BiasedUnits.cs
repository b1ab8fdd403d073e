namespace Carousel.Laboratory.Networks;

/// <summary>Which units have a bias weight.</summary>
[Flags]
internal enum BiasedUnits
{
    /// <summary>No unit.</summary>
    None = 0,

    /// <summary>Input, output and forget gates.</summary>
    Gates = 1,

    /// <summary>The cells' inputs.</summary>
    Cells = 2,

    /// <summary>Output units.</summary>
    Outputs = 4,

    /// <summary>Cells and gates.</summary>
    Hidden = Gates | Cells,

    /// <summary>Every unit that is not an input.</summary>
    All = Hidden | Outputs,
}
