using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>Every span is exactly as long as stated, and touches a page without access.</summary>
public abstract partial class CellKernelTests
{
    public static IEnumerable<TheoryDataRow<int, int, int[], bool>> Bounds() => BoundsShapes.All();

    [Theory]
    [MemberData(nameof(Bounds))]
    [Trait("Speed", "Long")]
    public void RangesOfPlacesAndWeights_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            CellRun run = Guarded(memory, I, H, lengths, reverse);
            int cut = (I + H) % (lengths.Length + 1);
            run.Forward(cut).Infer(cut).Backward(cut).AreNumbers();
        }
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    [InlineData(300, 900, new[] { 2, 1 }, false)]
    [Trait("Speed", "Long")]
    public void GradientsAlongWithTheTimeLoop_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            CellRun run = Guarded(memory, I, H, lengths, reverse);
            if (run.HasGradientsAlong)
            {
                run.Forward().BackwardTogether().AreNumbers();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bounds))]
    [Trait("Speed", "Long")]
    public void StepsAndPartsOfUnits_StayInsideTheirSpans(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedMemory memory in BoundsShapes.Memories(I, H, lengths, reverse))
        {
            CellRun run = Guarded(memory, I, H, lengths, reverse);
            var draws = new Draws(4);
            foreach (int streams in new[] { 1, Math.Min(lengths.Length, 13) })
            {
                for (int variant = 0; variant < (streams == 1 ? 8 : 1); variant++)
                {
                    Span<float> state = memory.Drawn(draws, streams * (H + run.Sizes.Rest));
                    BoundsShapes.Say($"Step of {streams}, variant {variant}");
                    run.Step(memory.Drawn(draws, streams * I), state, variant);
                    BoundsShapes.AreNumbers(state, "state");
                }
            }

            if (run.RunUnits(1 + (H % 3)))
            {
                run.AreNumbers();
            }
        }
    }

    private CellRun Guarded(GuardedMemory memory, int I, int H, int[] lengths, bool reverse) =>
        _run(new(I, H, new PackedRows(lengths), reverse) { Memory = memory });
}
