using System.Text.Json.Nodes;

namespace Carousel.Client.Tests;

public sealed class CarouselClientTests
{
    [Fact]
    public async Task Models_AreListed_AndHaveACard()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselModel listed = Assert.Single(await client.GetModelsAsync());
        CarouselModel model = await client.GetModelAsync("a b");
        Assert.Equal(("sum", "00ff", "network"), (listed.Name, listed.Version, listed.Task));
        Assert.Equal("a b", model.Name);
        Assert.Equal(2, (int)model.Card["input"]!["width"]!);
    }

    [Fact]
    public async Task Forecasts_NeedNoModel()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselForecasts forecasts = await client.ForecastAsync([[1, float.NaN, 0.1f], [2]], horizon: 2, "1 hour");
        Assert.Equal([0.1f, 0.5f], forecasts.Levels);
        Assert.Equal([[1f, 2f], [3f, 4f]], forecasts.Quantiles[0]);
        Assert.Equal([[5f, 6f], [7f, 8f]], forecasts.Quantiles[1]);
        await client.ForecastAsync([[1]], horizon: 1);
        Assert.Equal(
            [
                "{\"values\":[[1,null,0.1],[2]],\"horizon\":2,\"frequency\":\"1 hour\"}",
                "{\"values\":[[1]],\"horizon\":1}",
            ],
            server.Bodies);
        await Assert.ThrowsAsync<ArgumentException>(() => client.ForecastAsync([[float.PositiveInfinity]], horizon: 1));
    }

    [Fact]
    public async Task Steps_GoOnFromOneAnother()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession session = await client.CreateSessionAsync("sum");
        Assert.Equal(1, session.Next);
        Assert.Equal((float[])[3f], await session.StepAsync(new float[] { 1, 2 }));
        Assert.Equal([[3.5f], [3f]], await session.StepAsync([[0.5f], [-0.5f]]));
        Assert.Equal(4, session.Next);
        Assert.Equal([[3.5f], [3f]], await session.GetAnswersAsync(2, 10));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.4, 1)]
    [InlineData(1.9, 2)]
    [InlineData(60, 60)]
    public async Task Expiry_IsRoundedUp_BecauseZeroIsNever(double seconds, int sent)
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        await client.CreateSessionAsync("sum", TimeSpan.FromSeconds(seconds));
        Assert.Equal($"{{\"expires_after\":{sent}}}", server.Creations.Single());
    }

    [Fact]
    public async Task Numbers_AreTheShortestThatReadBackToTheSameBits()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession session = await client.CreateSessionAsync("sum");
        await session.StepAsync(new[] { 0.1f, 1f / 3, float.MaxValue, float.Epsilon, -0f, 16777216f });
        Assert.Equal(
            """{"from":1,"rows":[[0.1,0.33333334,3.4028235E+38,1E-45,-0,16777216]]}""", server.Bodies.Single());
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(
            () => session.StepAsync([[1f], [float.NaN]]));
        Assert.Equal("Row 2 holds NaN; a step takes finite numbers.", refused.Message);
        Assert.Equal(2, session.Next);
    }

    [Fact]
    public async Task Json_GoesIn_AndComesOut()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession session = await client.CreateSessionAsync("sum", TimeSpan.FromMinutes(2));
        JsonNode answer = await session.StepJsonAsync("a line");
        JsonNode[] both = await session.StepJsonAsync([new JsonArray(1, 2), "é"]);
        Assert.Equal(6, (int)answer["length"]!);
        Assert.Equal(["[3]", """{"length":1}"""], both.Select(node => node.ToJsonString()));
        Assert.Equal("[3]", (await session.GetJsonAnswersAsync(2, 1)).Single().ToJsonString());
        Assert.Equal(4, session.Next);
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("forgotten")]
    [InlineData("429 0")]
    [InlineData("503")]
    public async Task Steps_CountOnce_WhateverHappensToTheRequest(string fault)
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession session = await client.CreateSessionAsync("sum");
        server.Faults.Enqueue(fault);
        server.Faults.Enqueue(fault);
        Assert.Equal([[1f], [3f]], await session.StepAsync([[1f], [2f]]));
        Assert.Equal(3, server.Requests);
        Assert.Equal(2, server.Sessions[session.Id].Steps);
        Assert.Single(server.Bodies.Distinct());
        Assert.Equal(3, session.Next);
    }

    [Fact]
    public async Task Failure_LeavesTheNumber_SoThatTheSameRowsAreSafe()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect(new CarouselClientOptions { MostAttempts = 1 });
        CarouselSession session = await client.CreateSessionAsync("sum");
        server.Faults.Enqueue("forgotten");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => session.StepAsync(new[] { 1f }));
        Assert.Equal((1, 1), (session.Next, server.Sessions[session.Id].Steps));
        Assert.Equal((float[])[1f], await session.StepAsync(new[] { 1f }));
        Assert.Equal((2, 1), (session.Next, server.Sessions[session.Id].Steps));
    }

    [Fact]
    public async Task Conflict_TellsTheNextStep_AndRefreshGoesThere()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession session = await client.CreateSessionAsync("sum");
        CarouselSession other = await client.OpenSessionAsync(session.Id);
        await other.StepAsync([[1f], [2f]]);
        CarouselServerException conflict = await Assert.ThrowsAsync<CarouselServerException>(
            () => session.StepAsync(new[] { 7f }));
        Assert.Equal((409, 3, "Another row."), (conflict.Status, conflict.Next, conflict.Message));
        Assert.Equal(1, session.Next);
        Assert.Equal(3, await session.RefreshAsync());
        Assert.Equal((float[])[10f], await session.StepAsync(new[] { 7f }));
        Assert.Equal(2, (await client.OpenSessionAsync(session.Id, from: 2)).Next);
    }

    [Fact]
    public async Task Attempts_AreBounded_AndLongWaitsAreNotWaited()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect(
            new CarouselClientOptions { MostAttempts = 3, FirstWait = TimeSpan.FromMilliseconds(1) });
        CarouselSession session = await client.CreateSessionAsync("sum");
        foreach (string fault in (string[])["503", "503", "503", "429 3600"])
        {
            server.Faults.Enqueue(fault);
        }

        CarouselServerException gone = await Assert.ThrowsAsync<CarouselServerException>(
            () => session.StepAsync(new[] { 1f }));
        Assert.Equal((503, 3), (gone.Status, server.Requests));
        CarouselServerException busy = await Assert.ThrowsAsync<CarouselServerException>(
            () => session.StepAsync(new[] { 1f }));
        Assert.Equal((429, 4), (busy.Status, server.Requests));
    }

    [Fact]
    public async Task Fork_State_AndDelete()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        CarouselSession session = await client.CreateSessionAsync("sum");
        await session.StepAsync(new[] { 4f });
        CarouselSession fork = await session.ForkAsync();
        Assert.Equal(2, fork.Next);
        Assert.Equal((float[])[5f], await fork.StepAsync(new[] { 1f }));
        byte[] state = await fork.SaveStateAsync();
        await session.RestoreStateAsync(state);
        Assert.Equal(3, session.Next);
        Assert.Equal((float[])[6f], await session.StepAsync(new[] { 1f }));
        await session.DeleteAsync();
        await session.DeleteAsync();
        Assert.False(server.Sessions.ContainsKey(session.Id));
        CarouselServerException closed = await Assert.ThrowsAsync<CarouselServerException>(
            () => session.StepAsync(new[] { 1f }));
        Assert.Equal(404, closed.Status);
    }

    [Fact]
    public async Task Together_StepsEach_AndSaysWhatCameOfIt()
    {
        await using StubServer server = await StubServer.StartAsync();
        using CarouselClient client = server.Connect();
        IReadOnlyList<CarouselSession> sessions = await client.CreateSessionsAsync("sum", 5000);
        Assert.Equal(5000, sessions.Select(session => session.Id).Distinct().Count());
        CarouselSession[] three = [.. sessions.Take(3)];
        foreach (string fault in (string[])["lost", "forgotten", "1429", "503"])
        {
            server.Faults.Enqueue(fault);
        }

        IReadOnlyList<StepOutcome> outcomes = await client.StepTogetherAsync(three, new float[] { 1, 2, 3, 4, 5, 6 });
        Assert.Equal([3f, 7f, 11f], outcomes.Select(outcome => outcome.Answer.Span[0]));
        Assert.All(outcomes, outcome => Assert.True(outcome.IsDone && outcome.Next == 2));
        server.Sessions.TryRemove(three[1].Id, out _);
        outcomes = await client.StepTogetherAsync(three, new float[] { 1, 1, 1 });
        Assert.Equal([0, 404, 0], outcomes.Select(outcome => outcome.Status));
        Assert.Equal([3, 2, 3], three.Select(session => session.Next));
        Assert.Equal([2, 2], new[] { three[0], three[2] }.Select(session => server.Sessions[session.Id].Steps));
        await Assert.ThrowsAsync<ArgumentException>(
            () => client.StepTogetherAsync([three[0], three[0]], new float[] { 1, 1 }));
    }

    [Fact]
    public async Task Key_IsSent_AndMissedInASentence()
    {
        await using StubServer server = await StubServer.StartAsync("secret");
        using CarouselClient client = server.Connect(), stranger = new(server.Address);
        CarouselSession session = await client.CreateSessionAsync("sum");
        Assert.Equal((float[])[1f], await session.StepAsync(new[] { 1f }));
        CarouselServerException refused = await Assert.ThrowsAsync<CarouselServerException>(
            () => stranger.GetModelsAsync());
        Assert.Equal((401, "No key."), (refused.Status, refused.Message));
        await using CarouselStream stream = client.OpenStream("sum"), strange = stranger.OpenStream("sum");
        Assert.Equal(3, (await stream.StepAsync([session], new[] { 1f }))[0].Next);
        CarouselSession same = new(stranger, "sum", session.Id, 3);
        refused = await Assert.ThrowsAsync<CarouselServerException>(() => strange.StepAsync([same], new[] { 1f }));
        Assert.Equal((401, 3), (refused.Status, same.Next));
    }

    [Fact]
    public async Task Id_IsChecked_BeforeItIsPartOfAPath()
    {
        using var client = new CarouselClient(new Uri("http://127.0.0.1:1"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.OpenSessionAsync("../models"));
    }
}
