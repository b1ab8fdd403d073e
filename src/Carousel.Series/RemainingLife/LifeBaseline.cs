namespace Carousel.RemainingLife;

/// <summary>The regressions that are fitted; trees may stand inside the network.</summary>
internal enum LifeBaseline
{
    /// <summary>Boosted trees on means and slopes.</summary>
    Trees,

    /// <summary>Ridge regression on means and slopes, only for comparison.</summary>
    Ridge,

    /// <summary>None: only the network.</summary>
    None,
}
