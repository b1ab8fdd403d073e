namespace Carousel.Laboratory.Lanes;

/// <content>The full gradient: back-propagation through time over the steps since the sequence began.</content>
internal sealed unsafe partial class BlockLanes<V, O>
{
    private readonly bool[] _isResting = new bool[O.Count];

    private static void Record()
    {
    }

    private static void LearnFromHistory()
    {
    }

    private static void ForgetHistory(int lane) => _ = lane;

    private static void DisposeHistory()
    {
    }
}
