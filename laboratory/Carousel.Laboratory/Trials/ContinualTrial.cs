using Carousel.Laboratory.Problems;

namespace Carousel.Laboratory.Trials;

/// <summary>
/// The continual embedded Reber grammar: a training stream ends at the first wrong prediction or after 100,000 symbols;
/// after each the network is tried on ten test streams.
/// </summary>
/// <remarks>
/// Gers, Schmidhuber and Cummins 2000, section 4. Perfect: ten test streams of 100,000 symbols each without an error;
/// then the trial ends. Otherwise, after the last training stream, ten test streams measure how far the network gets on
/// average
/// (figure <c>mean_run</c>): above 1,000 symbols it is good. Figure <c>good_share</c> is 1 for a good network, which a
/// perfect one is not, and 0 for others; <c>good_mean_run</c> and <c>bad_mean_run</c> are the runs of good and of other
/// networks. During training a try ends at the first test stream with an error, which decides that the network is not
/// perfect.
/// </remarks>
internal sealed class ContinualTrial : LearningTrial
{
    /// <summary>Symbols of a stream without an error.</summary>
    public const int WholeStream = 100_000;

    /// <summary>Test streams.</summary>
    public const int TestStreams = 10;

    /// <summary>Symbols on average above which a network is good.</summary>
    public const int GoodRun = 1000;

    private readonly ContinualReberGrammar _problem;

    /// <summary>Makes a trial.</summary>
    /// <param name="start">Row, seed, number and budget: training streams.</param>
    /// <param name="hasReset">Whether the network's state is set to zero where a string begins, which signals the ends
    /// of strings from outside.</param>
    public ContinualTrial(TrialStart start, bool hasReset)
        : base(start)
    {
        HasReset = hasReset;
        _problem = new ContinualReberGrammar(hasReset ? 1 : 8);
    }

    /// <summary>
    /// What the learning rate is multiplied with after each step of a stream; each stream starts with the whole rate.
    /// </summary>
    public double RateDecay { get; init; } = 1;

    /// <summary>Whether the network's state is set to zero where a string begins.</summary>
    public bool HasReset { get; }

    /// <summary>Symbols of the stream that has just ended: up to its first error, or a whole stream.</summary>
    private int RightSymbols { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<Presentation> Procedure()
    {
        while (HasBudget && !Result.IsSolved)
        {
            foreach (Presentation shown in Stream(PresentationKind.Train))
            {
                yield return shown;
            }

            int perfect = 0;
            do
            {
                foreach (Presentation shown in Stream(PresentationKind.Test))
                {
                    yield return shown;
                }

                perfect++;
            }
            while (RightSymbols == WholeStream && perfect < TestStreams);
            Result.IsSolved = RightSymbols == WholeStream;
        }

        double sum = Result.IsSolved ? WholeStream * TestStreams : 0;
        for (int n = 0; n < TestStreams && !Result.IsSolved; n++)
        {
            foreach (Presentation shown in Stream(PresentationKind.Test))
            {
                yield return shown;
            }

            sum += RightSymbols;
        }

        bool isGood = !Result.IsSolved && sum > GoodRun * TestStreams;
        Result.Figures["mean_run"] = sum / TestStreams;
        Result.Figures["good_share"] = isGood ? 1 : 0;
        if (!Result.IsSolved)
        {
            Result.Figures[isGood ? "good_mean_run" : "bad_mean_run"] = sum / TestStreams;
        }
    }

    private IEnumerable<Presentation> Stream(PresentationKind kind)
    {
        RightSymbols = 0;
        double rate = Rate;
        do
        {
            Presentation piece = Piece(
                kind, _problem, isLater: RightSymbols > 0, goesOn: RightSymbols > 0 && !HasReset);
            if (kind == PresentationKind.Train)
            {
                piece.Rate = (float)rate;
                piece.RateDecay = (float)RateDecay;
            }

            yield return piece;
            for (int t = 0; t < piece.Steps && RateDecay < 1; t++)
            {
                // Far below what changes a weight, and above subnormal numbers, which are slow.
                rate = rate < Presentation.LeastRate ? 0 : rate * RateDecay;
            }

            RightSymbols += piece.IsRight ? piece.Steps : piece.FirstWrong;
        }
        while (Shown.IsRight && RightSymbols < WholeStream);
        RightSymbols = Math.Min(RightSymbols, WholeStream);
    }
}
