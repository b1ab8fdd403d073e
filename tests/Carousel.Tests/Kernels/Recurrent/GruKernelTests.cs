using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class GruKernelTests() : CellKernelTests(
    CellReference.Gru, shape => new HiddenRun<GruCell>(new(shape.I, shape.H, true), shape), 678875390770874105UL);

/// <summary>Where the reset gate acts before the product.</summary>
public sealed class GruResetBeforeKernelTests() : CellKernelTests(
    CellReference.Gru, shape => new HiddenRun<GruCell>(new(shape.I, shape.H, false), shape), 146223497697244764UL);
