using System.Globalization;
using Carousel.Jobs;

namespace Carousel.Music;

/// <summary>How well the keys of each step were foretold.</summary>
/// <remarks>
/// A step's loss is the binary cross-entropy in nats, summed over the 88 keys: silence is a step like any other. The
/// first step of a piece has nothing before it; it is
/// left out of <see cref="Nats"/>, as in the comparison of Bai, Kolter and Koltun 2018, and counted in
/// <see cref="NatsWithFirst"/>. Each step weighs the same, whatever the length of its piece.
/// </remarks>
internal sealed class MusicScore
{
    private static readonly JobMetric[] _metrics =
    [
        new("nats", "nats a step") { Decimals = 3 }, new("nats_with_first", "with first steps") { Decimals = 3 },
        new("accuracy", "accuracy of keys") { HigherIsBetter = true, IsShare = true },
    ];

    private double _rest;
    private double _first;
    private long _right;
    private long _wrong;

    /// <summary>Steps that have one before them.</summary>
    public long Steps { get; private set; }

    /// <summary>First steps of pieces.</summary>
    public long Firsts { get; private set; }

    /// <summary>Mean loss of the steps that have one before them.</summary>
    public double Nats => _rest / Steps;

    /// <summary>Mean loss of all steps.</summary>
    public double NatsWithFirst => (_rest + _first) / (Steps + Firsts);

    /// <summary>
    /// Of the keys that sounded or were foretold with a probability above a half, the share that both sounded and were
    /// foretold; steps with one before them.
    /// </summary>
    /// <remarks>
    /// Bay, Ehmann and Downie 2009: true positives over true positives, false positives and false negatives.
    /// </remarks>
    public double Accuracy => _right + _wrong == 0 ? double.NaN : (double)_right / (_right + _wrong);

    /// <summary>Adds a step.</summary>
    /// <param name="logits">[88]: for each key ln p/(1 − p), the lowest first.</param>
    /// <param name="pitches">The keys that sounded.</param>
    /// <param name="isFirst">Whether it is the first step of its piece.</param>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> pitches, bool isFirst)
    {
        double loss = 0;
        int foretold = 0;
        foreach (float logit in logits)
        {
            loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
            foretold += logit > 0 ? 1 : 0;
        }

        int right = 0;
        foreach (int pitch in pitches)
        {
            float logit = logits[pitch - MusicPiece.LowestPitch];
            loss -= logit;
            right += logit > 0 ? 1 : 0;
        }

        if (isFirst)
        {
            _first += loss;
            Firsts++;
            return;
        }

        _rest += loss;
        Steps++;
        _right += right;
        _wrong += foretold + pitches.Length - (2 * right);
    }

    /// <summary>How well a simple guess does.</summary>
    internal static MusicScore Of(IStepBaseline baseline, IEnumerable<MusicPiece> pieces)
    {
        var score = new MusicScore();
        Span<float> logits = stackalloc float[MusicPiece.Keys];
        foreach (MusicPiece piece in pieces)
        {
            for (int s = 0; s < piece.Steps.Count; s++)
            {
                baseline.Guess(s == 0 ? [] : piece.Steps[s - 1], logits);
                score.Add(logits, piece.Steps[s], isFirst: s == 0);
            }
        }

        return score;
    }

    /// <summary>A model beside simple guesses, as the table that every job has.</summary>
    /// <param name="model">The model.</param>
    /// <param name="baselines">The guesses.</param>
    internal static JobResult Compare(
        MusicScore model, IReadOnlyList<(IStepBaseline Baseline, MusicScore Score)> baselines)
    {
        string sentence = string.Create(
            CultureInfo.InvariantCulture,
            $"A step costs {model.Nats:0.00} nats over {model.Steps:N0} steps that have one before them");
        if (baselines.Count > 0)
        {
            (IStepBaseline best, MusicScore score) = baselines.MinBy(b => b.Score.Nats);
            sentence += model.Nats < score.Nats
                ? string.Create(
                    CultureInfo.InvariantCulture, $"; the best simple guess, {best.Title}, costs {score.Nats:0.00}")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"; the simple guess {best.Title} is better with {score.Nats:0.00}: more pieces or less dropout "
                    + $"may help");
        }

        return new JobResult(
            _metrics,
            [
                model.Row("carousel", "carousel"),
                .. baselines.Select(b => b.Score.Row(b.Baseline.Name, b.Baseline.Title)),
            ],
            $"{sentence}.");
    }

    private JobScore Row(string name, string title) => new(
        name, title,
        new Dictionary<string, double>
        {
            ["nats"] = Nats,
            ["nats_with_first"] = NatsWithFirst,
            ["accuracy"] = Accuracy,
        });
}
