using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Kernels;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Video;

/// <summary>
/// The regression inside a model of next frames: the log odds of a place are r + α·(f − r), where r is that of the
/// regression and f that of the network.
/// </summary>
/// <param name="Regression">The regression on the last two frames.</param>
/// <param name="Alpha">α: 0 gives the regression's own answer, 1 the network's, and nothing is inside.</param>
internal sealed record FrameBaseline(FrameRegression Regression, double Alpha)
{
    private const string WeightsName = "rival.weights";

    /// <summary>The validation clips chose the epoch, too, and flatter the network.</summary>
    private const double StandardErrors = 2;

    /// <summary>Whether the regression has a part in the answer.</summary>
    public bool IsInside => Alpha < 1;

    /// <summary>How much of the answer the network gives.</summary>
    public AnswerShare Share => AnswerShare.Of("regression on the last two frames", Alpha);

    /// <summary>Whether a tensor of a model file is not a parameter of the network.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsTensor(string name) => name == WeightsName;

    /// <summary>The same with the share of the network that has the least error on clips.</summary>
    /// <param name="clips">The validation clips.</param>
    /// <param name="network">The network's log odds of each.</param>
    /// <param name="typical">The mean frame of the training clips.</param>
    /// <param name="side">Rows and columns of a frame.</param>
    /// <param name="cancellation">Stops between clips.</param>
    public FrameBaseline Chosen(
        IReadOnlyList<Clip> clips, Func<Clip, IReadOnlyList<float[]>> network, float[] typical, int side,
        CancellationToken cancellation)
    {
        List<double>[] errors = [.. BaselineShare.Shares.Select(_ => new List<double>())];
        foreach (Clip clip in clips.Where(c => c.Steps > FrameErrors.FirstMeasured))
        {
            IReadOnlyList<float[]> own = network(clip);
            float[][] guess = Regression.Guess(clip, side);
            for (int s = 0; s < errors.Length; s++)
            {
                double share = BaselineShare.Shares[s];
                errors[s].Add(FrameErrors.Of(_ => Frames(guess, own, share), [clip], typical, cancellation).Model);
            }
        }

        return this with { Alpha = BaselineShare.Choose([.. errors.Select(e => e.ToArray())], StandardErrors) };
    }

    /// <summary>The prediction for a clip.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="network">Its log odds of the frame after each of its frames; not asked where α is 0.</param>
    /// <param name="side">Rows and columns of a frame.</param>
    public IReadOnlyList<float[]> Foretell(Clip clip, Func<Clip, IReadOnlyList<float[]>> network, int side)
    {
        float[][] guess = IsInside ? Regression.Guess(clip, side) : [];
        return Frames(guess, Alpha == 0 ? guess : network(clip), Alpha);
    }

    /// <summary>The prediction of only the network.</summary>
    /// <param name="network">Its log odds of the frame after each frame.</param>
    public static IReadOnlyList<float[]> OfNetwork(IReadOnlyList<float[]> network) => Frames([], network, alpha: 1);

    /// <summary>The regression of a model file.</summary>
    /// <param name="alpha">α of the file; null where it is older.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    /// <returns>The baseline; null where the file has none, or what it has does not fit.</returns>
    public static FrameBaseline? Read(double? alpha, Func<string, StoredTensor?> find) =>
        alpha is >= 0 and <= 1 && find(WeightsName) is { } tensor && tensor.Values.Length == FrameRegression.Width
            ? new FrameBaseline(new FrameRegression(tensor.Values.ToArray()), alpha.Value)
            : null;

    /// <summary>As a model file keeps it.</summary>
    public StoredTensor ToTensor() => new(WeightsName, new Shape(FrameRegression.Width), Regression.Weights);

    /// <summary>The frames of log odds.</summary>
    /// <param name="regression">[frames][places]; not read where α is 1.</param>
    /// <param name="network">[frames][places].</param>
    /// <param name="alpha">α.</param>
    private static List<float[]> Frames(float[][] regression, IReadOnlyList<float[]> network, double alpha)
    {
        var frames = new List<float[]>(network.Count);
        for (int t = 0; t < network.Count; t++)
        {
            float[] frame = [.. network[t]];
            for (int k = 0; k < frame.Length; k++)
            {
                double own = alpha switch
                {
                    0 => regression[t][k],
                    1 => frame[k],
                    _ => regression[t][k] + (alpha * (frame[k] - regression[t][k])),
                };
                frame[k] = Activations.Logistic((float)own);
            }

            frames.Add(frame);
        }

        return frames;
    }
}
