namespace Carousel.Laboratory.Trials;

/// <summary>
/// Tells when the training error has stopped falling: the mean over a stretch of sequences is not lower than over the
/// stretch before by a given share.
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 4, add memory cells then, "if the error does not decrease any more";
/// stretch and share are this laboratory's choice.
/// </remarks>
internal sealed class Stagnation
{
    private readonly int _stretch;
    private readonly double _share;
    private double _before = double.PositiveInfinity;
    private double _sum;
    private int _count;

    /// <summary>Starts without sequences.</summary>
    /// <param name="stretch">Sequences of a stretch.</param>
    /// <param name="share">By which share the error must fall to count as falling.</param>
    public Stagnation(int stretch, double share) => (_stretch, _share) = (stretch, share);

    /// <summary>Takes note of a training sequence.</summary>
    /// <param name="error">Its mean error.</param>
    /// <returns>Whether the error has just been seen not to fall; from then on the watch starts again.</returns>
    public bool Add(float error)
    {
        _sum += error;
        _count++;
        if (_count < _stretch)
        {
            return false;
        }

        double mean = _sum / _stretch;
        bool stands = mean > (1 - _share) * _before;
        _before = stands ? double.PositiveInfinity : mean;
        (_sum, _count) = (0, 0);
        return stands;
    }
}
