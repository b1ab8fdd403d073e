namespace Carousel.RemainingLife;

/// <summary>The regressions that are fitted; trees may stand inside the network.</summary>
internal enum LifeBaseline
{
    /// <summary>Boosted trees on means and slopes.</summary>
    Trees,

    /// <summary>Ridge regression on means and slopes: it stands beside.</summary>
    Ridge,

    /// <summary>None: the network alone.</summary>
    None,
}
