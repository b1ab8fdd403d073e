namespace Carousel.Genomes.Markov;

/// <summary>Bases of which some are scored, with those before them to read.</summary>
/// <param name="Bases">The bases.</param>
/// <param name="First">The first that is scored.</param>
internal sealed record ScoredPart(byte[] Bases, int First)
{
    /// <summary>How many are scored: the known ones.</summary>
    public int Count => Bases.Skip(First).Count(b => b != Genomes.Bases.Unknown);

    /// <summary>
    /// The places that are scored, each with the 16 bases before it; what is not there or not known counts as A.
    /// </summary>
    public IEnumerable<(int Place, uint Context)> Places()
    {
        uint context = 0;
        for (int place = Math.Max(0, First - ContextIndex.MostOrder); place < Bases.Length; place++)
        {
            byte next = Bases[place];
            if (next == Genomes.Bases.Unknown)
            {
                context = 0;
                continue;
            }

            if (place >= First)
            {
                yield return (place, context);
            }

            context = ContextIndex.Read(context, next);
        }
    }
}
