using Carousel.Kernels;
using Carousel.Testing;
using Carousel.Tests.Kernels.Recurrent;

namespace Carousel.Tests.Kernels.Attention;

/// <summary>Attention with every span exactly as long as stated, against a page without access.</summary>
public sealed class AttentionBoundsTests
{
    public static TheoryData<int, int, int, bool, int[]> Shapes() => AttentionKernelTests.Shapes();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ForwardBackwardAndStep_StayInsideTheirSpans(
        int features, int heads, int window, bool causal, int[] lengths)
    {
        var size = new AttentionSize(features, heads, window, causal);
        foreach (GuardedEnd end in new[] { GuardedEnd.Last, GuardedEnd.First })
        {
            BoundsShapes.Say($"{size}, lengths {string.Join(' ', lengths)}; guarded: {end}");
            using var memory = new GuardedMemory(end);
            var draws = new Draws(2);
            var rows = new PackedRows([.. lengths.OrderDescending()]);
            ReadOnlySpan<float> x = memory.Drawn(draws, rows.N * 3 * features),
                dy = memory.Drawn(draws, rows.N * features);
            Span<float> y = memory.Empty(rows.N * features), log = memory.Empty(rows.N * heads),
                dx = memory.Zeros(rows.N * 3 * features);
            for (int place = 0; place < rows.B; place++)
            {
                Span<float> state = memory.Drawn(draws, size.StateSize), final = memory.Empty(size.StateSize);
                bool carried = size.StateSize > 0;
                if (carried)
                {
                    state[^1] = place % (2 * window);
                }

                for (int head = 0; head < heads; head++)
                {
                    BoundsShapes.Say($"place {place}, head {head}");
                    AttentionKernel.Forward(new AttentionSpans
                    {
                        Size = size,
                        RowStart = rows.RowStart,
                        Place = place,
                        Head = head,
                        X = x,
                        State = state,
                        Y = y,
                        LogSum = log,
                        FinalState = final,
                        Scratch = memory.Empty(AttentionKernel.ScratchLength(size, rows.Lengths[place], carried)),
                    });
                    AttentionKernel.Backward(new AttentionSpans
                    {
                        Size = size,
                        RowStart = rows.RowStart,
                        Place = place,
                        Head = head,
                        X = x,
                        State = state,
                        Y = y,
                        LogSum = log,
                        Dy = dy,
                        Dx = dx,
                        Scratch = memory.Empty(
                            AttentionKernel.BackwardScratchLength(size, rows.Lengths[place], carried)),
                    });
                }

                BoundsShapes.AreNumbers(final, "final state");
                if (carried)
                {
                    Span<float> output = memory.Empty(features);
                    AttentionKernel.Step(new AttentionSpans
                    {
                        Size = size,
                        X = memory.Drawn(draws, 3 * features),
                        State = state,
                        Y = output,
                        Scratch = memory.Empty(AttentionKernel.StepScratchLength(size)),
                    });
                    BoundsShapes.AreNumbers(output, "y of a step");
                }
            }

            BoundsShapes.AreNumbers(y, "y");
            BoundsShapes.AreNumbers(log, "log");
            BoundsShapes.AreNumbers(dx, "dx");
            memory.Check();
        }
    }
}
