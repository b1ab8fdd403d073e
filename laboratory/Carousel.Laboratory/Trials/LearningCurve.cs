namespace Carousel.Laboratory.Trials;

/// <summary>
/// A learning curve of bounded length: when there are too many points, neighbours become one and the interval doubles.
/// </summary>
internal sealed class LearningCurve
{
    /// <summary>More points than this are never kept.</summary>
    public const int MostPoints = 160;

    private readonly List<(long Sequences, float Error)> _points;
    private long _interval = 1;
    private double _sum;
    private long _count;

    /// <summary>Starts a curve.</summary>
    /// <param name="points">Receives the points.</param>
    public LearningCurve(List<(long Sequences, float Error)> points) => _points = points;

    /// <summary>Takes note of a training sequence.</summary>
    /// <param name="sequences">Training sequences so far, this one among them.</param>
    /// <param name="error">Its mean error.</param>
    public void Add(long sequences, float error)
    {
        _sum += error;
        _count++;
        if (_count < _interval)
        {
            return;
        }

        _points.Add((sequences, (float)(_sum / _count)));
        (_sum, _count) = (0, 0);
        if (_points.Count == MostPoints)
        {
            Halve();
        }
    }

    private void Halve()
    {
        for (int i = 0; i < MostPoints / 2; i++)
        {
            _points[i] = (_points[(2 * i) + 1].Sequences, (_points[2 * i].Error + _points[(2 * i) + 1].Error) / 2);
        }

        _points.RemoveRange(MostPoints / 2, MostPoints / 2);
        _interval *= 2;
    }
}
