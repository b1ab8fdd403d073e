using System.Runtime.CompilerServices;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// What a thread keeps from step to step of streams: scratch, and in which direction it read the panels last.
/// </summary>
/// <remarks>
/// A thread that steps over the same panels again and again reads them to and fro: what it read last, and is in the
/// cache, it reads first.
/// </remarks>
#pragma warning disable CA1001 // It lives as long as its thread; then the block's finaliser frees it.
internal sealed class StepThread
#pragma warning restore CA1001
{
    [ThreadStatic]
    private static StepThread? _own;

    private HostStorage? _scratch;
    private nint _panels;
    private bool _descending;

    /// <summary>This thread's.</summary>
    public static StepThread Own => _own ??= new StepThread();

    /// <summary>
    /// The direction of this thread's next step. It does not show in the bits, so panels need not be told apart for
    /// certain.
    /// </summary>
    /// <param name="panels">What the step reads.</param>
    /// <returns>True for from the last to the first.</returns>
    public static bool Next(HostStorage panels) => Own.Turn(panels);

    /// <inheritdoc cref="Next"/>
    public bool Turn(HostStorage panels)
    {
        nint address = panels.Address;
        _descending = _panels == address && !_descending;
        _panels = address;
        return _descending;
    }

    /// <summary>Scratch of this thread, given up by its next step.</summary>
    /// <param name="length">Values.</param>
    public Span<float> Scratch(int length) =>
        (_scratch is { } scratch && scratch.Length >= length ? scratch : Grown(length)).Span(0, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private HostStorage Grown(int length)
    {
        _scratch?.Dispose();
        return _scratch = new HostStorage(length);
    }
}
