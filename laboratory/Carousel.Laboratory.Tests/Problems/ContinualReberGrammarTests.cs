using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

public sealed class ContinualReberGrammarTests
{
    [Fact]
    public void Pieces_AreWholeStrings_AndAskForTheNextStringsB()
    {
        var together = new ProblemSequence();
        var alone = new ProblemSequence();
        new ContinualReberGrammar(3).Draw(new TrialRandom(1, "stream", 0), together);
        var random = new TrialRandom(1, "stream", 0);
        var problem = new EmbeddedReberGrammar();
        var symbols = new List<int>();
        var masks = new List<uint>();
        for (int n = 0; n < 3; n++)
        {
            problem.Draw(random, alone);
            symbols.AddRange([.. alone.Symbols, ReberGrammar.E]);
            masks.AddRange([.. alone.Admissible, 1u << ReberGrammar.B]);
        }

        Assert.Equal(symbols, together.Symbols.ToArray());
        Assert.Equal(masks, together.Admissible.ToArray());
        Assert.Equal(
            masks.SelectMany(mask => Enumerable.Range(0, 7).Select(symbol => mask >> symbol & 1)),
            together.Targets.ToArray().Select(target => (uint)target));
    }
}
