using Carousel.Inspection.Statistics;

namespace Carousel.Tasks.Music;

/// <summary>A logistic regression for each key on the 88 keys of the step before, by Newton's method with a quadratic penalty that the validation pieces choose.</summary>
internal sealed class LastStepLogistic : IStepBaseline
{
    private const int Inputs = MusicPiece.Keys + 1;
    private const int MostSteps = 20_000;
    private const int Iterations = 12;
    private const double LargestStep = 4;

    private static readonly double[] _penalties = [1, 4, 16];

    private readonly double[][] _weights;

    private LastStepLogistic(double[][] weights) => _weights = weights;

    public string Name => "last_step";

    public string Title => "logistic on the last step";

    /// <summary>Fits the regressions: on 20,000 evenly thinned steps where there are more.</summary>
    public static LastStepLogistic Fit(IReadOnlyList<MusicPiece> train, IReadOnlyList<MusicPiece> validation, CancellationToken cancellation = default)
    {
        (int[] Last, int[] Now)[] all =
            [.. train.SelectMany(p => p.Steps.Select((s, i) => (Keys(i == 0 ? [] : p.Steps[i - 1]), Keys(s))))];
        int stride = ((all.Length - 1) / MostSteps) + 1;
        (int[] Last, int[] Now)[] steps = [.. all.Where((_, i) => i % stride == 0)];
        LastStepLogistic? best = null;
        double least = double.PositiveInfinity;
        foreach (double penalty in _penalties)
        {
            var fit = new LastStepLogistic([.. Enumerable.Range(0, MusicPiece.Keys).Select(k => FitKey(steps, k, penalty, cancellation))]);
            double nats = MusicScore.Of(fit, validation).Nats;
            if (best is null || nats < least)
            {
                (best, least) = (fit, nats);
            }
        }

        return best!;
    }

    public void Guess(ReadOnlySpan<int> last, Span<float> logits)
    {
        for (int k = 0; k < logits.Length; k++)
        {
            double sum = _weights[k][^1];
            foreach (int pitch in last)
            {
                sum += _weights[k][pitch - MusicPiece.LowestPitch];
            }

            logits[k] = (float)sum;
        }
    }

    private static int[] Keys(int[] pitches) => [.. pitches.Select(p => p - MusicPiece.LowestPitch)];

    /// <summary>Only inputs that ever sounded have a weight; the constant has no penalty but half a step on both sides.</summary>
    private static double[] FitKey((int[] Last, int[] Now)[] steps, int key, double penalty, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int count = steps.Count(s => Array.IndexOf(s.Now, key) >= 0);
        var weights = new double[Inputs];
        weights[^1] = Math.Log((count + 0.5) / (steps.Length - count + 0.5));
        for (int i = 0; i < Iterations && count > 0 && count < steps.Length; i++)
        {
            double[] change = Change(steps, key, penalty, weights);
            double largest = change.Max(Math.Abs);
            double scale = LargestStep / Math.Max(largest, LargestStep);
            for (int j = 0; j < Inputs; j++)
            {
                weights[j] += scale * change[j];
            }

            if (largest < 1e-3)
            {
                break;
            }
        }

        return weights;
    }

    private static double[] Change((int[] Last, int[] Now)[] steps, int key, double penalty, double[] weights)
    {
        var curvature = new double[Inputs, Inputs];
        var slope = new double[Inputs];
        foreach ((int[] last, int[] now) in steps)
        {
            double sum = weights[^1];
            foreach (int j in last)
            {
                sum += weights[j];
            }

            double p = 1 / (1 + Math.Exp(-sum));
            double error = (Array.IndexOf(now, key) >= 0 ? 1 : 0) - p;
            double spread = p * (1 - p);
            slope[Inputs - 1] += error;
            curvature[Inputs - 1, Inputs - 1] += spread;
            foreach (int j in last)
            {
                slope[j] += error;
                curvature[j, Inputs - 1] += spread;
                curvature[Inputs - 1, j] += spread;
                foreach (int l in last)
                {
                    curvature[j, l] += spread;
                }
            }
        }

        for (int j = 0; j < Inputs; j++)
        {
            slope[j] -= j < Inputs - 1 ? penalty * weights[j] : 0;
            curvature[j, j] += j < Inputs - 1 ? penalty : 1e-6;
        }

        return CholeskyFactors.Of(curvature).Solve(slope);
    }
}
