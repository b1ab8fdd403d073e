using Carousel.Laboratory.Textbook.Resets;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>The sum since the last mark, or since the start.</summary>
public class RunningSumTaskTests
{
    private const int Length = 30, Sequences = 4;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Targets_AreTheSums(bool isReset)
    {
        var task = new RunningSumTask(Length, isReset);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(3, "sums", 0), Sequences, batch);
        int marks = 0;
        for (int b = 0; b < Sequences; b++)
        {
            float sum = 0;
            for (int t = 0; t < Length; t++)
            {
                ReadOnlySpan<float> step = batch.Step(b, t);
                marks += (int)step[1];
                sum = isReset && step[1] > 0 ? step[0] : sum + step[0];
                Assert.Equal(sum, batch.Targets[(b * Length) + t], 1e-5f);
            }
        }

        Assert.InRange(marks, 1, Length);
    }
}
