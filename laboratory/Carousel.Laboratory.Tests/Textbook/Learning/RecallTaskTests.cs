using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Textbook.Learning;

public sealed class RecallTaskTests
{
    [Fact]
    public void EachKeyStandsOnce_AndIsAskedForWithItsValue()
    {
        const int Symbols = RecallTask.Symbols, Context = 30, Asked = 5, Sequences = 20;
        var task = new RecallTask(Context, Asked, least: 10);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "test", 0), Sequences, batch);
        Assert.Equal(Sequences * Asked, batch.TargetCount);
        for (int k = 0; k < batch.TargetCount; k++)
        {
            (int sequence, int asked) = (batch.TargetSequences[k], batch.TargetSteps[k]);
            Span<float> question = batch.Step(sequence, asked);
            int key = question[..Symbols].IndexOf(1f);
            Assert.Equal(1, question[2 * Symbols]);
            Assert.Equal(-1, question[Symbols..(2 * Symbols)].IndexOf(1f));
            int[] places =
            [
                .. Enumerable.Range(0, asked).Where(
                    t => batch.Step(sequence, t)[2 * Symbols] == 0 && batch.Step(sequence, t)[key] == 1),
            ];
            int place = Assert.Single(places);
            Assert.Equal(batch.Targets[k], batch.Step(sequence, place)[Symbols..(2 * Symbols)].IndexOf(1f));
        }
    }

    [Theory]
    [InlineData(7, 1, null)]
    [InlineData(8, 9, null)]
    [InlineData(8, 0, null)]
    [InlineData(10, 1, 11)]
    public void SizesThatDoNotFit_AreRefused(int context, int asked, int? least) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecallTask(context, asked, least));
}
