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
/// <param name="word">The word.</param>
/// <param name="labels">Its symbols as classes of the scores.</param>
/// <param name="secondsPerStep">From a step to the next.</param>
/// <param name="threshold">The probability from which it is heard, above 0 up to 1.</param>
internal sealed class KeywordSpotter(string word, int[] labels, double secondsPerStep, double threshold)
{
    private readonly double _least = Math.Log(threshold);
    private readonly double[] _paths = [.. Enumerable.Repeat(double.NegativeInfinity, (2 * labels.Length) - 1)];
    private readonly long[] _starts = new long[(2 * labels.Length) - 1];
    private bool _isUp;
    private long _step;

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

            if (s > 1 && s % 2 == 0 && labels[s / 2] != labels[(s / 2) - 1] && _paths[s - 2] > _paths[from])
            {
                from = s - 2;
            }

            bool begins = s == 0 && _paths[0] < 0;
            double own = logProbabilities[s % 2 == 0 ? labels[s / 2] : Layers.Ctc.Blank];
            (_paths[s], _starts[s]) = ((begins ? 0 : _paths[from]) + own, begins ? _step : _starts[from]);
        }

        bool isUp = _paths[^1] >= _least;
        if (isUp && !_isUp)
        {
            words.Enqueue(new HeardWord(word, _starts[^1] * secondsPerStep, (_step + 1) * secondsPerStep, told));
        }

        _isUp = isUp;
        _step++;
    }
}
