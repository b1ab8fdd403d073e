using Carousel.Genomes;
using Carousel.Genomes.Markov;

namespace Carousel.Jobs.Tests.Genomes.Markov;

public sealed class ContextIndexTests
{
    [Fact]
    public void Counts_OfEveryOrder_AreThoseOfASearchThroughTheText()
    {
        byte[] bases = RandomBases.Make(3000, seed: 3);
        bases[1000] = Bases.Unknown;
        bases.AsSpan(100, 400).CopyTo(bases.AsSpan(2000));
        var index = new ContextIndex([bases]);
        var counts = new int[(ContextIndex.MostOrder + 1) * Bases.Count];
        foreach (int place in new[] { 16, 120, 450, 700, 999, 2300, 2999 })
        {
            index.CountAll(Context(bases, place), ContextIndex.MostOrder, counts);
            for (int order = 0; order <= ContextIndex.MostOrder; order++)
            {
                var expected = new int[Bases.Count];
                for (int p = 16; p < bases.Length; p++)
                {
                    bool isKnown = !bases.AsSpan(p - 16, 17).Contains(Bases.Unknown);
                    if (isKnown && bases.AsSpan(p - order, order).SequenceEqual(bases.AsSpan(place - order, order)))
                    {
                        expected[bases[p]]++;
                    }
                }

                Assert.Equal(expected, counts.AsSpan(order * Bases.Count, Bases.Count).ToArray());
            }
        }
    }

    private static uint Context(byte[] bases, int place)
    {
        uint context = 0;
        foreach (byte next in bases.AsSpan(place - 16, 16))
        {
            context = ContextIndex.Read(context, next);
        }

        return context;
    }
}
