using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Brackets;

/// <summary>
/// Right answers on words of brackets: over all steps, over words, and over distance where a bracket closes.
/// </summary>
internal sealed class BracketScores
{
    private static readonly int[] _from = [1, 3, 5, 7, 11, 21, 41, 61];

    private readonly long[] _rightSteps = new long[2];
    private readonly long[] _steps = new long[2];
    private readonly long[] _distanceRight = new long[_from.Length];
    private readonly long[] _distanceAll = new long[_from.Length];
    private long _words;
    private long _wholeWords;

    /// <summary>What the distances are called: symbols from the opening to the closing bracket.</summary>
    public static IReadOnlyList<string> Distances { get; } =
    [
        "1", "3", "5", "7–9", "11–19", "21–39", "41–59", "61 and more",
    ];

    /// <summary>The share of all steps at which the answer is right.</summary>
    public double Steps => Share(_rightSteps.Sum(), _steps.Sum());

    /// <summary>The share of closing brackets whose kind was named right beforehand.</summary>
    public double Closings => Share(_distanceRight.Sum(), _distanceAll.Sum());

    /// <summary>The share of words with no wrong step.</summary>
    public double Words => Share(_wholeWords, _words);

    /// <summary>
    /// The mean of the shares of right steps where brackets are open and where none is: ½ for a constant answer and one
    /// kind.
    /// </summary>
    public double Balanced => (Share(_rightSteps[0], _steps[0]) + Share(_rightSteps[1], _steps[1])) / 2;

    /// <summary>The share of steps at which no bracket is open.</summary>
    public double ClosedShare => Share(_steps[0], _steps.Sum());

    /// <summary>The share of closing brackets named right by distance; not a number where there was none.</summary>
    public double[] OverDistance => [.. _distanceRight.Select((right, d) => Share(right, _distanceAll[d]))];

    /// <summary>Counts the answers for some words.</summary>
    /// <param name="words">The words.</param>
    /// <param name="kinds">K.</param>
    /// <param name="logits">[steps of all words, K + 1], word after word.</param>
    public void Add(IReadOnlyList<int[]> words, int kinds, ReadOnlySpan<float> logits)
    {
        int step = 0;
        var open = new List<(int Kind, int Place)>();
        foreach (int[] word in words)
        {
            open.Clear();
            bool isWhole = true;
            for (int t = 0; t < word.Length; t++, step++)
            {
                if (word[t] < kinds)
                {
                    open.Add((word[t], t));
                }
                else
                {
                    open.RemoveAt(open.Count - 1);
                }

                int answer = TaskEvaluation.Choose(logits.Slice(step * (kinds + 1), kinds + 1));
                bool isRight = answer == (open.Count > 0 ? open[^1].Kind : kinds);
                isWhole &= isRight;
                int isOpen = Math.Min(1, open.Count);
                _steps[isOpen]++;
                _rightSteps[isOpen] += isRight ? 1 : 0;
                if (t + 1 < word.Length && word[t + 1] >= kinds)
                {
                    int bin = Bin(t + 1 - open[^1].Place);
                    _distanceAll[bin]++;
                    _distanceRight[bin] += isRight ? 1 : 0;
                }
            }

            _words++;
            _wholeWords += isWhole ? 1 : 0;
        }
    }

    private static int Bin(int distance)
    {
        int bin = _from.Length - 1;
        while (_from[bin] > distance)
        {
            bin--;
        }

        return bin;
    }

    private static double Share(long part, long whole) => whole == 0 ? double.NaN : (double)part / whole;
}
