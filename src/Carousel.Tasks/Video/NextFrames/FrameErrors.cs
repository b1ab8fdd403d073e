namespace Carousel.Tasks.Video.NextFrames;

/// <summary>Mean squared errors of foretold frames, beside those of simple guesses.</summary>
internal sealed class FrameErrors
{
    private double _model, _copy, _typical;
    private long _places;

    /// <summary>Frames that were measured.</summary>
    public int Frames { get; private set; }

    /// <summary>Mean squared error of a place, foretold by the network; NaN where nothing was measured.</summary>
    public double Model => _model / _places;

    /// <summary>The same of the frame before.</summary>
    public double Copy => _copy / _places;

    /// <summary>The same of the mean frame of the training clips.</summary>
    public double Typical => _typical / _places;

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<float> came, ReadOnlySpan<float> foretold, ReadOnlySpan<float> before, ReadOnlySpan<float> typical)
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
