namespace Carousel.Video;

/// <summary>Mean squared errors of predicted frames, and those of the baselines.</summary>
internal sealed class FrameErrors
{
    /// <summary>From this frame on errors count: before it no motion has been seen.</summary>
    public const int FirstMeasured = 2;

    /// <summary>What the simplest guess is called.</summary>
    public const string CopyTitle = "the last frame";

    private double _model, _copy, _typical;
    private long _places;

    /// <summary>Frames that were measured.</summary>
    public int Frames { get; private set; }

    /// <summary>Mean squared error of a place, of the predictions; NaN where nothing was measured.</summary>
    public double Model => _model / _places;

    /// <summary>The same of the frame before.</summary>
    public double Copy => _copy / _places;

    /// <summary>The same of the mean frame of the training clips.</summary>
    public double Typical => _typical / _places;

    /// <summary>Compares predicted frames with the true ones.</summary>
    /// <param name="foretell">The predictions for a clip: the frame after each of its frames.</param>
    /// <param name="clips">The clips; those too short have none.</param>
    /// <param name="typical">The mean frame of the training clips.</param>
    /// <param name="cancellation">Stops it.</param>
    public static FrameErrors Of(
        Func<Clip, IReadOnlyList<float[]>> foretell, IReadOnlyList<Clip> clips, float[] typical,
        CancellationToken cancellation)
    {
        var errors = new FrameErrors();
        foreach (Clip clip in clips.Where(c => c.Steps > FirstMeasured))
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<float[]> foretold = foretell(clip);
            for (int t = FirstMeasured; t < clip.Steps; t++)
            {
                errors.Add(clip.Frame(t), foretold[t - 1], clip.Frame(t - 1), typical);
            }
        }

        return errors;
    }

    /// <summary>Adds a frame.</summary>
    public void Add(
        ReadOnlySpan<float> came, ReadOnlySpan<float> foretold, ReadOnlySpan<float> before, ReadOnlySpan<float> typical)
    {
        for (int k = 0; k < came.Length; k++)
        {
            _model += Square(came[k] - foretold[k]);
            _copy += Square(came[k] - before[k]);
            _typical += Square(came[k] - typical[k]);
        }

        _places += came.Length;
        Frames++;
    }

    private static double Square(double x) => x * x;
}
