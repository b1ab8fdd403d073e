namespace Carousel.Speech;

/// <summary>
/// Waits for one word: it is heard where the likeliest path through its symbols, begun at any step, reaches a
/// probability.
/// </summary>
/// <remarks>
/// The path is a CTC alignment, in which blanks may separate symbols (Graves and others 2006). Its probability is the
/// product over its steps, found by the recursion of Viterbi (1967) with a new beginning at each step. A word of one
/// symbol is detected if its probability in one step is high enough. After a hit the path must fall below the threshold
/// before there can be another.
/// </remarks>
internal sealed class KeywordSpotter
{
    private readonly int[] _labels;
    private readonly string _word;
    private readonly double _secondsPerStep;
    private readonly double _least;
    private readonly double[] _paths;
    private readonly long[] _starts;
    private bool _isUp;
    private long _step;

    /// <summary>A spotter.</summary>
    /// <param name="word">The word.</param>
    /// <param name="labels">Its symbols as classes of the scores.</param>
    /// <param name="secondsPerStep">From a step to the next.</param>
    /// <param name="threshold">The probability from which it is heard, above 0 up to 1.</param>
    public KeywordSpotter(string word, int[] labels, double secondsPerStep, double threshold)
    {
        ArgumentOutOfRangeException.ThrowIfZero(labels.Length);
        (_word, _labels, _secondsPerStep, _least) = (word, labels, secondsPerStep, Math.Log(threshold));
        (_paths, _starts) = (new double[(2 * labels.Length) - 1], new long[(2 * labels.Length) - 1]);
        Array.Fill(_paths, double.NegativeInfinity);
    }

    /// <summary>Takes a step.</summary>
    /// <param name="logProbabilities">[C].</param>
    /// <param name="told">Seconds of sound that came so far.</param>
    /// <param name="words">A hit is added.</param>
    public void Step(ReadOnlySpan<double> logProbabilities, double told, Queue<HeardWord> words)
    {
        // From the end, so that a state still sees those of the step before.
        for (int s = _paths.Length - 1; s >= 0; s--)
        {
            int from = s;
            if (s > 0 && _paths[s - 1] > _paths[from])
            {
                from = s - 1;
            }

            if (s > 1 && s % 2 == 0 && _labels[s / 2] != _labels[(s / 2) - 1] && _paths[s - 2] > _paths[from])
            {
                from = s - 2;
            }

            bool begins = s == 0 && _paths[0] < 0;
            double own = logProbabilities[s % 2 == 0 ? _labels[s / 2] : Layers.Ctc.Blank];
            (_paths[s], _starts[s]) = ((begins ? 0 : _paths[from]) + own, begins ? _step : _starts[from]);
        }

        bool isUp = _paths[^1] >= _least;
        if (isUp && !_isUp)
        {
            words.Enqueue(new HeardWord(_word, _starts[^1] * _secondsPerStep, (_step + 1) * _secondsPerStep, told));
        }

        _isUp = isUp;
        _step++;
    }
}
