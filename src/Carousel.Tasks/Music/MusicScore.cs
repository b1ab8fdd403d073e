namespace Carousel.Tasks.Music;

/// <summary>How well the keys of each step were foretold.</summary>
/// <remarks>
/// A step's loss is the binary cross-entropy in nats, summed over the 88 keys: silence is a step like any other. The first step of a piece has nothing before it; it is
/// left out of <see cref="Nats"/>, as in the comparison of Bai, Kolter and Koltun 2018, and counted in <see cref="NatsWithFirst"/>. Each step weighs the same, whatever the length of its piece.
/// </remarks>
public sealed class MusicScore
{
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

    /// <summary>Of the keys that sounded or were foretold with a probability above a half, the share that both sounded and were foretold; steps with one before them.</summary>
    /// <remarks>Bay, Ehmann and Downie 2009: true positives over true positives, false positives and false negatives.</remarks>
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
}
