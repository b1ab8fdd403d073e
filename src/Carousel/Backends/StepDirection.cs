using System.Runtime.CompilerServices;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>In which direction a thread reads panels that it steps over again and again: to and fro, so that what it read last, and is in the cache, is read first.</summary>
internal sealed class StepDirection
{
    [ThreadStatic]
    private static StepDirection? _own;

    private int _panels;
    private bool _descending;

    /// <summary>The direction of this thread's next step. It does not show in the bits, so panels need not be told apart for certain.</summary>
    /// <param name="panels">What the step reads.</param>
    /// <returns>True for from the last to the first.</returns>
    public static bool Next(HostStorage panels)
    {
        StepDirection own = _own ??= new StepDirection();
        int hash = RuntimeHelpers.GetHashCode(panels);
        own._descending = own._panels == hash && !own._descending;
        own._panels = hash;
        return own._descending;
    }
}
