namespace Carousel.Cli.Ranks;

/// <summary>The launcher ends this process, and the others do not come to the exchange any more.</summary>
internal sealed class LostRanksException : Exception
{
    public LostRanksException()
        : base(
            "Another rank has ended, so this one ends as well. To continue from the last checkpoint: the same command "
            + "with --resume.")
    {
    }
}
