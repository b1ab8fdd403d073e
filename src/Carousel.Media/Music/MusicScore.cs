using Carousel.Jobs;
using Carousel.Jobs.Statistics;

namespace Carousel.Music;

/// <summary>How well the keys of each step were predicted.</summary>
/// <remarks>
/// A step's loss is the binary cross-entropy in nats, summed over the 88 keys: silence is a step like any other. The
/// first step of a piece has nothing before it; it is
/// left out of <see cref="Nats"/>, as in the comparison of Bai, Kolter and Koltun 2018, and counted in
/// <see cref="NatsWithFirst"/>. Each step weighs the same, whatever the length of its piece.
/// </remarks>
internal sealed class MusicScore
{
    /// <summary>The cut of models that chose none.</summary>
    public const double UsualCut = 0.5;

    private static readonly JobMetric[] _metrics =
    [
        new("nats", "nats per step") { Decimals = 3 }, new("nats_with_first", "with first steps") { Decimals = 3 },
        new("accuracy", "accuracy of keys") { HigherIsBetter = true, IsShare = true },
    ];

    private static readonly double[] _cuts = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5],
        _logits = [.. _cuts.Select(p => Math.Log(p / (1 - p)))];

    private readonly List<MusicScore> _pieces = [];
    private readonly int _cut = PlaceOf(UsualCut);
    private double _rest, _first;
    private readonly long[] _right = new long[_cuts.Length], _wrong = new long[_cuts.Length];

    /// <summary>Steps that have one before them.</summary>
    public long Steps { get; private set; }

    /// <summary>First steps of pieces.</summary>
    public long Firsts { get; private set; }

    /// <summary>Mean loss of the steps that have one before them.</summary>
    public double Nats => _rest / Steps;

    /// <summary>Mean loss of all steps.</summary>
    public double NatsWithFirst => (_rest + _first) / (Steps + Firsts);

    /// <summary>The probability above which a key counts as predicted.</summary>
    public double Cut
    {
        get => _cuts[_cut];
        init => _cut = PlaceOf(value);
    }

    /// <summary>
    /// The share of keys that sounded and were predicted (with a probability above <see cref="Cut"/>) among the keys
    /// that sounded or were predicted; steps with one before them.
    /// </summary>
    /// <remarks>
    /// Bay, Ehmann and Downie 2009: true positives over true positives, false positives and false negatives.
    /// </remarks>
    public double Accuracy => AccuracyAt(_cut);

    /// <summary>The cut with the largest accuracy here: chosen on pieces that do not measure.</summary>
    public double BestCut => _cuts[Enumerable.Range(0, _cuts.Length).MaxBy(AccuracyAt)];

    /// <summary>Whether a number is one of the cuts.</summary>
    /// <param name="cut">Of a model file.</param>
    public static bool IsCut(double cut) => _cuts.Contains(cut);

    /// <summary>Adds a step.</summary>
    /// <param name="logits">[88]: for each key ln p/(1 − p), the lowest first.</param>
    /// <param name="pitches">The keys that sounded.</param>
    /// <param name="isFirst">Whether it is the first step of its piece.</param>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> pitches, bool isFirst)
    {
        double loss = 0;
        foreach (float logit in logits)
        {
            loss += Math.Max(logit, 0) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
        }

        foreach (int pitch in pitches)
        {
            loss -= logits[pitch - MusicPiece.LowestPitch];
        }

        if (isFirst)
        {
            _first += loss;
            Firsts++;
            return;
        }

        _rest += loss;
        Steps++;
        for (int cut = 0; cut < _cuts.Length; cut++)
        {
            int foretold = 0, right = 0;
            foreach (float logit in logits)
            {
                foretold += logit > _logits[cut] ? 1 : 0;
            }

            foreach (int pitch in pitches)
            {
                right += logits[pitch - MusicPiece.LowestPitch] > _logits[cut] ? 1 : 0;
            }

            _right[cut] += right;
            _wrong[cut] += foretold + pitches.Length - (2 * right);
        }
    }

    /// <summary>Adds the steps of a piece.</summary>
    /// <param name="piece">The score of its keys.</param>
    public void Add(MusicScore piece)
    {
        _pieces.Add(piece);
        (_rest, _first) = (_rest + piece._rest, _first + piece._first);
        (Steps, Firsts) = (Steps + piece.Steps, Firsts + piece.Firsts);
        for (int cut = 0; cut < _cuts.Length; cut++)
        {
            _right[cut] += piece._right[cut];
            _wrong[cut] += piece._wrong[cut];
        }
    }

    /// <summary>How well a simple guess does.</summary>
    /// <param name="baseline">The guess.</param>
    /// <param name="pieces">What it guesses at.</param>
    /// <param name="cut">The probability above which a key counts as predicted.</param>
    internal static MusicScore Of(IStepBaseline baseline, IEnumerable<MusicPiece> pieces, double cut = UsualCut)
    {
        var score = new MusicScore { Cut = cut };
        foreach (MusicPiece piece in pieces)
        {
            float[] logits = new float[piece.Steps.Count * MusicPiece.Keys];
            for (int s = 0; s < piece.Steps.Count; s++)
            {
                baseline.Guess(s == 0 ? [] : piece.Steps[s - 1], logits.AsSpan(s * MusicPiece.Keys, MusicPiece.Keys));
            }

            score.Add(Of(piece, logits, baseline: null));
        }

        return score;
    }

    /// <summary>How well the keys of a piece were predicted.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="logits">[steps, 88]: the log odds of its keys.</param>
    /// <param name="baseline">What is inside beside the network that told them, or null.</param>
    internal static MusicScore Of(MusicPiece piece, float[] logits, MusicBaseline? baseline)
    {
        var score = new MusicScore();
        float[] joined = new float[MusicPiece.Keys];
        for (int s = 0; s < piece.Steps.Count; s++)
        {
            logits.AsSpan(s * MusicPiece.Keys, MusicPiece.Keys).CopyTo(joined);
            baseline?.Join(s == 0 ? [] : piece.Steps[s - 1], joined);
            score.Add(joined, piece.Steps[s], isFirst: s == 0);
        }

        return score;
    }

    /// <summary>Compares a model with baselines, as the table that every job has.</summary>
    /// <param name="model">The model.</param>
    /// <param name="network">The network without the method inside the model, or null.</param>
    /// <param name="baselines">Simple guesses.</param>
    internal static JobResult Compare(
        MusicScore model, MusicScore? network, IReadOnlyList<(IStepBaseline Baseline, MusicScore Score)> baselines)
    {
        string sentence = Invariant.Of(
            $"The model needs {model.Nats:0.00} nats per step over {model.Steps:N0} steps, not counting first steps");
        List<string> notes = [];
        if (baselines.Count > 0)
        {
            (IStepBaseline best, MusicScore score) = baselines.MinBy(b => b.Score.Nats);
            sentence += Invariant.Of($"; {best.Title} needs {score.Nats:0.00}");
            notes.Add(Against(model, score, best.Title));
        }

        return new JobResult(
            _metrics,
            [
                model.Row("carousel", "carousel"),
                .. Optional.Of(network?.Row("network", "the network alone")),
                .. baselines.Select(b => b.Score.Row(b.Baseline.Name, b.Baseline.Title)),
            ],
            $"{sentence}.")
        {
            Notes = notes,
        };
    }

    /// <summary>Whether a model is better than a simple guess, or only by chance, in plain words.</summary>
    private static string Against(MusicScore model, MusicScore guess, string title)
    {
        if (model._pieces.Zip(guess._pieces).All(p => p.First._rest == p.Second._rest))
        {
            return $"All figures of the model equal those of {title}.";
        }

        string nats = Word(-1, pieces => Mean(model, pieces) - Mean(guess, pieces)),
            keys = Word(1, pieces => Share(model, pieces) - Share(guess, pieces));
        if (model._pieces.Count < 2)
        {
            return $"One piece is too few to compare the model with {title}.";
        }

        return nats == keys
            ? $"Compared with {title}, the model is {nats} in nats and in keys (95 % interval over whole pieces)."
            : $"Compared with {title}, the model is {nats} in nats and {keys} in keys (95 % interval over whole "
                + $"pieces).";

        string Word(int sign, Func<int[], double> difference) =>
            Bootstrap.Interval(model._pieces.Count, difference, seed: 0) is not { } interval
                || interval.Low * interval.High <= 0 ? "not significantly different"
                : sign * interval.Low > 0 ? "better" : "worse";

        static double Mean(MusicScore score, int[] pieces) =>
            pieces.Sum(p => score._pieces[p]._rest) / pieces.Sum(p => score._pieces[p].Steps);

        static double Share(MusicScore score, int[] pieces)
        {
            double right = pieces.Sum(p => score._pieces[p]._right[score._cut]);
            return right / (right + pieces.Sum(p => score._pieces[p]._wrong[score._cut]));
        }
    }

    private static int PlaceOf(double cut) => Array.IndexOf(_cuts, cut) is >= 0 and int place
        ? place
        : throw new ArgumentOutOfRangeException(nameof(cut), cut, $"cut must be one of those that are counted.");

    private double AccuracyAt(int cut) =>
        _right[cut] + _wrong[cut] == 0 ? double.NaN : (double)_right[cut] / (_right[cut] + _wrong[cut]);

    private JobScore Row(string name, string title) => new(
        name, title,
        new Dictionary<string, double>
        {
            ["nats"] = Nats,
            ["nats_with_first"] = NatsWithFirst,
            ["accuracy"] = Accuracy,
        });
}
