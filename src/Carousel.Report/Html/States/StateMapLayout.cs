namespace Carousel.Report.Html;

/// <summary>
/// How the values of a quantity are laid out in the page: the range of its levels, and how coarse its overview is.
/// </summary>
internal sealed class StateMapLayout
{
    /// <summary>About as many columns as a wide screen shows.</summary>
    private const int MostOverviewColumns = 1024;

    /// <summary>Lays out a quantity.</summary>
    public StateMapLayout(StateMapQuantity quantity)
    {
        (Quantity, Range, OverviewFactor) = (quantity, StateRange.Of(quantity), 1);
        // What fits into one tile is its own overview.
        while (Values.Columns > StateMapData.TileColumns && Values.Columns > MostOverviewColumns * OverviewFactor)
        {
            OverviewFactor *= 2;
        }
    }

    /// <summary>The quantity.</summary>
    public StateMapQuantity Quantity { get; }

    /// <summary>Its values.</summary>
    public StateMapRecorder Values => Quantity.Values;

    /// <summary>The range of its levels.</summary>
    public StateRange Range { get; }

    /// <summary>How many columns are one of the overview; 1 where the overview is all there is.</summary>
    public int OverviewFactor { get; }

    /// <summary>The columns of the overview.</summary>
    public int OverviewColumns => (Values.Columns + OverviewFactor - 1) / OverviewFactor;
}
