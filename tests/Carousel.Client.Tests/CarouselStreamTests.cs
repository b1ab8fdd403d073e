namespace Carousel.Client.Tests;

public sealed class CarouselStreamTests
{
    [Theory]
    [InlineData]
    [InlineData("lost")]
    [InlineData("", "forgotten", "", "lost")]
    [InlineData("", "", "429", "503")]
    [InlineData("1429", "", "1429", "forgotten", "", "1429")]
    public async Task Frames_AreAnsweredInOrder_AndCountOnce(params string[] faults)
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        IReadOnlyList<CarouselSession> sessions = await client.CreateSessionsAsync("sum", 4);
        Array.ForEach(faults, server.Faults.Enqueue);
        await using CarouselStream stream = client.OpenStream("sum");
        var frames = new List<Task<IReadOnlyList<StepOutcome>>>();
        for (int step = 1; step <= 50; step++)
        {
            frames.Add(stream.StepAsync(sessions, new float[] { 1, step, 2, 0, 3, 0, 4, 0 }));
        }

        IReadOnlyList<StepOutcome>[] answers = await Task.WhenAll(frames);
        for (int step = 1; step <= 50; step++)
        {
            Assert.Equal(
                [step + (step * (step + 1) / 2), 2f * step, 3f * step, 4f * step],
                answers[step - 1].Select(outcome => outcome.Answer.Span[0]));
            Assert.All(answers[step - 1], outcome => Assert.True(outcome.IsDone));
        }

        Assert.All(sessions, session => Assert.Equal((51, 50), (session.Next, server.Sessions[session.Id].Steps)));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task Outcomes_OfSessionsThatAreGone_AreTold_AndOthersGoOn()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        IReadOnlyList<CarouselSession> sessions = await client.CreateSessionsAsync("sum", 2);
        server.Sessions.TryRemove(sessions[0].Id, out _);
        await using CarouselStream stream = client.OpenStream("sum");
        Assert.Equal([404, 0], (await stream.StepAsync(sessions, new float[] { 1, 1 })).Select(o => o.Status));
        Assert.Equal([1, 2], sessions.Select(session => session.Next));
        Assert.Equal((float[])[2f], await sessions[1].StepAsync(new float[] { 1 }));
    }

    [Fact]
    public async Task Refusal_OfAFrame_IsItsOwn()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession first = await client.CreateSessionAsync("sum"), second = await client.CreateSessionAsync("sum");
        server.Faults.Enqueue("413");
        await using CarouselStream stream = client.OpenStream("sum");
        Task refused = stream.StepAsync([first], new float[] { 1 });
        Task<IReadOnlyList<StepOutcome>> done = stream.StepAsync([second], new float[] { 1 });
        CarouselServerException sentence = await Assert.ThrowsAsync<CarouselServerException>(() => refused);
        Assert.Equal((413, "Refused."), (sentence.Status, sentence.Message));
        Assert.True((await done)[0].IsDone);
        Assert.Equal((1, 2), (first.Next, second.Next));
    }

    [Fact]
    public async Task Server_ThatStaysAway_IsGivenUp_AndTheStreamCanBeUsedAgain()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect(
            new CarouselClientOptions { MostAttempts = 2, FirstWait = TimeSpan.FromMilliseconds(1) });
        CarouselSession session = await client.CreateSessionAsync("sum");
        await using CarouselStream stream = client.OpenStream("sum");
        server.Faults.Enqueue("503");
        server.Faults.Enqueue("503");
        CarouselServerException gone = await Assert.ThrowsAsync<CarouselServerException>(
            () => stream.StepAsync([session], new float[] { 1 }));
        Assert.Equal((503, 1), (gone.Status, session.Next));
        Assert.True((await stream.StepAsync([session], new float[] { 1 }))[0].IsDone);
    }

    [Fact]
    public async Task Disposed_GivesUpWhatIsUnderWay()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect(
            new CarouselClientOptions { FirstWait = TimeSpan.FromHours(1), LongestWait = TimeSpan.FromHours(2) });
        CarouselSession session = await client.CreateSessionAsync("sum");
        CarouselStream stream = client.OpenStream("sum");
        server.Faults.Enqueue("503");
        Task<IReadOnlyList<StepOutcome>> step = stream.StepAsync([session], new float[] { 1 });
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.StepAsync(new float[] { 1 }));
        await stream.DisposeAsync();
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => step);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.StepAsync([session], new float[] { 1 }));
        Assert.Equal(1, session.Next);
    }
}
