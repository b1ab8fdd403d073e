namespace Carousel.Report.Tests;

public sealed class StateMapRecorderTests
{
    [Fact]
    public void Add_KeepsEveryStep_WhileThereAreColumns()
    {
        StateMapRecorder recorder = new(2, 4);
        recorder.Add([1, -1]);
        recorder.Add([2, float.NaN]);

        Assert.Equal((2, 2, 1), (recorder.Steps, recorder.Columns, recorder.StepsPerColumn));
        Assert.Equal([1f, 2f], [recorder.LowAt(0, 0), recorder.HighAt(1, 0)]);
        Assert.True(float.IsNaN(recorder.LowAt(1, 1)));
        Assert.Equal(-1, recorder.MeanOf(1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(9, 4)]
    [InlineData(1000, 256)]
    public void Columns_StayInBounds_AndHoldTheRangeOfTheirSteps(int steps, int together)
    {
        StateMapRecorder recorder = new(1, 4);
        float[] values = [.. Enumerable.Range(0, steps).Select(step => (float)(step * 37 % 101))];
        foreach (float value in values)
        {
            recorder.Add([value]);
        }

        Assert.Equal(together, recorder.StepsPerColumn);
        float[][] chunks = [.. values.Chunk(together)];
        Assert.Equal(chunks.Length, recorder.Columns);
        for (int column = 0; column < chunks.Length; column++)
        {
            Assert.Equal(chunks[column].Min(), recorder.LowAt(column, 0));
            Assert.Equal(chunks[column].Max(), recorder.HighAt(column, 0));
        }
    }

    [Fact]
    public void Gaps_GiveWayToValues_WhenColumnsBecomeOne()
    {
        StateMapRecorder recorder = new(1, 2);
        float[] values = [float.NaN, 3, float.NaN, float.NaN, 5, float.NaN, 6];
        foreach (float value in values)
        {
            recorder.Add([value]);
        }

        Assert.Equal((3f, 3f), (recorder.LowAt(0, 0), recorder.HighAt(0, 0)));
        Assert.Equal((5f, 6f), (recorder.LowAt(1, 0), recorder.HighAt(1, 0)));
    }

    [Fact]
    public void Add_Throws_WhenTheRowHasAnotherLength() =>
        Assert.Contains(
            "has 1 values, expected 2",
            Assert.Throws<ArgumentException>(() => new StateMapRecorder(2).Add([1f])).Message);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 3)]
    [InlineData(1, 0)]
    public void Recorder_Throws_WithoutUnitsOrPairsOfColumns(int units, int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StateMapRecorder(units, columns));
}
