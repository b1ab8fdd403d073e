using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Online;

/// <summary>
/// Networks of 1997 and their rivals on the plainest lag: one symbol of two is asked for after a number of random ones.
/// </summary>
/// <param name="Seed">Of weights and sequences.</param>
/// <param name="Lag">Steps from the symbol to the question.</param>
/// <param name="Budget">Most training sequences.</param>
internal sealed record KeptSymbolRuns(ulong Seed, int Lag, long Budget)
{
    private const int Units = 4, Blocks = 2, Looks = 20;
    private const float Wrong = 0.3f;
    private const double MeanError = 0.1;

    /// <summary>Memory cells: two blocks of one, wired and biased in full.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Eight runs.</returns>
    public TrialResult[] Cells(CancellationToken cancellation)
    {
        var network = new BlockNetwork { Inputs = KeptSymbol.Symbols, Blocks = Blocks, BlockSize = 1, Outputs = 1 };
        return Run(lanes => BlockLanes.Make(network, new LearningRule { Rate = 1 }, true, lanes), 1, cancellation);
    }

    /// <summary>Logistic units with recurrent connections: four hidden ones and an output above them.</summary>
    /// <param name="gradient">How they learn.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Eight runs.</returns>
    public TrialResult[] Rivals(RecurrentGradient gradient, float rate, CancellationToken cancellation)
    {
        var network = new RecurrentNetwork
        {
            Inputs = KeptSymbol.Symbols,
            Hidden = Units,
            Outputs = 1,
            TakesSymbols = true,
            Place = OutputPlace.Above,
            HasBias = true,
            Gradient = gradient,
            InitialRange = 1,
        };
        return Run(lanes => RecurrentLaneNetwork.Create(network, lanes), rate, cancellation);
    }

    /// <summary>
    /// The median of the sequences until solved, of an even number of runs the lower one; the budget, and so a least
    /// figure, where more than half of them fail.
    /// </summary>
    /// <param name="results">The runs.</param>
    public double Median(TrialResult[] results) =>
        results.Select(r => r.IsSolved ? r.Sequences : Budget).Order().ElementAt((results.Length - 1) / 2);

    // Solved by 256 sequences that are looked at every 20 ones: a rule that asks for a stretch of right training
    // sequences would add that stretch to every count.
    private TrialResult[] Run(Func<int, LaneNetwork> makeNetwork, float rate, CancellationToken cancellation)
    {
        var problem = new KeptSymbol(Lag);
        return LaneTrials.Run(
            makeNetwork,
            number => new TestSetTrial(
                new TrialStart($"textbook/kept symbol/{Lag}", Seed, number, Budget), problem, problem)
            {
                Rate = rate,
                Tolerance = Wrong,
                MeanErrorBelow = MeanError,
                CheckInterval = Looks,
            },
            LaneTrials.Repetitions, cancellation);
    }
}
