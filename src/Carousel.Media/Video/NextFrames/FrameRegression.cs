using Carousel.Jobs.Measuring;

namespace Carousel.Video;

/// <summary>
/// A simple guess at the next frame: for each place a logistic regression on the nine places around it in the last
/// frame and in the one before, the same for all places.
/// </summary>
/// <remarks>Beyond the border all is black. Before the first frame stands the first frame.</remarks>
/// <param name="weights">[19]: of the last frame row by row, of the one before, and the constant.</param>
internal sealed class FrameRegression(float[] weights)
{
    /// <summary>Numbers of the regression.</summary>
    public const int Width = (2 * Around) + 1;

    private const int Around = 9, MostPlaces = 100_000;
    private const double Penalty = 1;

    private static readonly int[] _inputs = [.. Enumerable.Range(0, Width - 1)];

    /// <summary>[19]: of the last frame row by row, of the one before, and the constant.</summary>
    public float[] Weights => weights;

    /// <summary>Fits it on all places of all frames but the first, evenly thinned to 100,000.</summary>
    /// <param name="clips">Clips to learn from.</param>
    /// <param name="side">Rows and columns of a frame.</param>
    public static FrameRegression Fit(IReadOnlyList<Clip> clips, int side)
    {
        long all = clips.Sum(c => (long)Math.Max(0, c.Steps - 1)) * side * side, stride = (all / MostPlaces) + 1;

        // An even stride would meet the same columns again and again.
        stride += stride > 1 && stride % 2 == 0 ? 1 : 0;
        var rows = new List<LogisticRow>();
        var shares = new List<double>();
        long next = 0, at = 0;
        foreach (Clip clip in clips)
        {
            for (int t = 1; t < clip.Steps; t++, at += side * side)
            {
                for (; next < at + (side * side); next += stride)
                {
                    int place = (int)(next - at);
                    var values = new double[Width - 1];
                    Read(clip.Frame(t - 1), clip.Frame(Math.Max(0, t - 2)), side, place, values);
                    rows.Add(new LogisticRow(_inputs, values));
                    shares.Add(Math.Clamp(clip.Frame(t)[place], 0, 1));
                }
            }
        }

        LogisticRegression fit = LogisticRegression.Fit(
            LogisticRegression.OfShare(Width - 1, (int)shares.Sum(), Math.Max(1, rows.Count)), rows, [.. shares],
            Penalty);
        return new FrameRegression([.. fit.Coefficients.Select(c => (float)c)]);
    }

    /// <summary>The log odds of each place of the frame after each frame of a clip.</summary>
    /// <returns>[frames][side · side].</returns>
    public float[][] Guess(Clip clip, int side)
    {
        Span<double> values = stackalloc double[Width - 1];
        var guesses = new float[clip.Steps][];
        for (int t = 0; t < guesses.Length; t++)
        {
            guesses[t] = new float[side * side];
            for (int place = 0; place < guesses[t].Length; place++)
            {
                Read(clip.Frame(t), clip.Frame(Math.Max(0, t - 1)), side, place, values);
                double sum = weights[^1];
                for (int i = 0; i < values.Length; i++)
                {
                    sum += weights[i] * values[i];
                }

                guesses[t][place] = (float)sum;
            }
        }

        return guesses;
    }

    private static void Read(
        ReadOnlySpan<float> last, ReadOnlySpan<float> before, int side, int place, Span<double> values)
    {
        int y = place / side, x = place % side;
        for (int i = 0; i < Around; i++)
        {
            int fromY = y + (i / 3) - 1, fromX = x + (i % 3) - 1;
            bool isInside = fromY >= 0 && fromY < side && fromX >= 0 && fromX < side;
            values[i] = isInside ? last[(fromY * side) + fromX] : 0;
            values[Around + i] = isInside ? before[(fromY * side) + fromX] : 0;
        }
    }
}
