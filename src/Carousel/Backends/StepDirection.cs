using System.Runtime.CompilerServices;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>In which direction a thread reads panels that it steps over again and again: to and fro, so that what it read last, and is in the cache, is read first.</summary>
internal static class StepDirection
{
    [ThreadStatic]
    private static int _panels;

    [ThreadStatic]
    private static bool _descending;

    /// <summary>The direction of this thread's next step. It does not show in the bits, so panels need not be told apart for certain.</summary>
    /// <param name="panels">What the step reads.</param>
    /// <returns>True for from the last to the first.</returns>
    public static bool Next(HostStorage panels)
    {
        int hash = RuntimeHelpers.GetHashCode(panels);
        _descending = _panels == hash && !_descending;
        _panels = hash;
        return _descending;
    }
}
