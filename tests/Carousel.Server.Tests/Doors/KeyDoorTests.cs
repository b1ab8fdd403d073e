using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Carousel.Server.Doors;
using Carousel.Server.Hosting;

namespace Carousel.Server.Tests.Doors;

/// <summary>What keys open, and that nothing opens without one.</summary>
public sealed class KeyDoorTests
{
    private static CancellationToken Ending => DoorServer.Ending;

    [Fact]
    public async Task WithoutAKey_NothingOpens()
    {
        await using DoorServer server = await DoorServer.StartAsync(keys: ("ann", new KeyRights()));
        HttpClient nobody = server.Client(null), ann = server.Client("ann");
        string session = await DoorServer.BeginAsync(ann);
        foreach (string path in (string[])
            ["/v1/models", "/v1/models/alpha", $"/v1/sessions/{session}", $"/v1/sessions/{session}/state",
                $"/v1/sessions/{session}/events", "/v1/sessions/none", "/v1/nothing", "/metrics.json"])
        {
            HttpResponseMessage answer = await nobody.GetAsync(path, Ending);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal(
                "The server requires a key. Send it as Authorization: Bearer KEY.",
                (string)(await DoorServer.ReadAsync(answer))["error"]!);
        }

        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/v2/health/live", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/v2/health/ready", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/v2/models/alpha", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await DoorServer.StepAsync(nobody, session)).StatusCode);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await nobody.PostAsync("/v1/models/alpha/sessions", null, Ending)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey.New());
        HttpResponseMessage wrong = await nobody.GetAsync("/v1/models", Ending);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(
            "The key is not one of this server's, or it was removed.",
            (string)(await DoorServer.ReadAsync(wrong))["error"]!);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("bearer", server.Keys["ann"]);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/v1/models", Ending)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", server.Keys["ann"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/v1/models", Ending)).StatusCode);
    }

    [Fact]
    public async Task AKeyForOneModel_OpensNoOther()
    {
        await using DoorServer server = await DoorServer.StartAsync(
            keys: [("ann", new KeyRights { Models = ["alpha"] }), ("root", new KeyRights { Administers = true })]);
        HttpClient ann = server.Client("ann"), root = server.Client("root");
        JsonNode list = (await ann.GetFromJsonAsync<JsonNode>("/v1/models", Ending))!;
        Assert.Equal("alpha", (string)Assert.Single(list["models"]!.AsArray())!["name"]!);
        await DoorServer.BeginAsync(ann);
        foreach (HttpResponseMessage answer in (HttpResponseMessage[])
        [
            await ann.GetAsync("/v1/models/beta", Ending),
            await ann.PostAsync("/v1/models/beta/sessions", null, Ending),
            await ann.PostAsJsonAsync("/v1/models/beta/steps", DoorServer.Rows(1), Ending),
            await ann.GetAsync("/v1/models/nothing", Ending),
        ])
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Equal(
                "The key 'ann' may not use this model; it may use alpha.",
                (string)(await DoorServer.ReadAsync(answer))["error"]!);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await ann.GetAsync("/metrics.json", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await root.GetAsync("/metrics.json", Ending)).StatusCode);
    }

    [Fact]
    public async Task SessionsOfAKey_AreCounted_AlsoAfterARestart()
    {
        await using DoorServer server = await DoorServer.StartAsync(
            keys: [("ann", new KeyRights { Sessions = 3 }), ("ben", new KeyRights())]);
        HttpClient ann = server.Client("ann");
        await DoorServer.BeginAsync(server.Client("ben"));
        string first = await DoorServer.BeginAsync(ann);

        // All or none.
        HttpResponseMessage many = await ann.PostAsJsonAsync(
            "/v1/models/alpha/sessions", new JsonObject { ["count"] = 3 }, Ending);
        Assert.Equal(HttpStatusCode.TooManyRequests, many.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), many.Headers.RetryAfter!.Delta);
        Assert.Equal(
            "This key has as many sessions open as it may have: close some.",
            (string)(await DoorServer.ReadAsync(many))["error"]!);
        await DoorServer.BeginAsync(ann);
        HttpResponseMessage fork = await ann.PostAsync($"/v1/sessions/{first}/fork", null, Ending);
        Assert.Equal(HttpStatusCode.Created, fork.StatusCode);
        await AssertFullAsync(ann, first);

        await server.RestartAsync();
        ann = server.Client("ann");
        await AssertFullAsync(ann, first);
        Assert.Equal(HttpStatusCode.NoContent, (await ann.DeleteAsync($"/v1/sessions/{first}", Ending)).StatusCode);
        first = await DoorServer.BeginAsync(ann);
        await AssertFullAsync(ann, first);
    }

    [Fact]
    public async Task StepsOfAKey_AreLimited_AtEveryDoor()
    {
        await using DoorServer server = await DoorServer.StartAsync(
            keys: [("ann", new KeyRights { StepsPerSecond = 1 }), ("ben", new KeyRights())]);
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string own = await DoorServer.BeginAsync(ann), other = await DoorServer.BeginAsync(ben);
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(ann, own, 4000)).StatusCode);
        HttpResponseMessage later = await DoorServer.StepAsync(ann, own);
        Assert.Equal(HttpStatusCode.TooManyRequests, later.StatusCode);
        Assert.InRange(later.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3000, 4000);
        Assert.StartsWith(
            "The steps per second of this key are used up: send the same steps again in ",
            (string)(await DoorServer.ReadAsync(later))["error"]!, StringComparison.Ordinal);
        var batch = new JsonObject { ["sessions"] = new JsonArray(own), ["rows"] = new JsonArray(DoorServer.Row()) };
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await ann.PostAsJsonAsync("/v1/models/alpha/steps", batch, Ending)).StatusCode);
        using ClientWebSocket socket = await server.SocketAsync(
            "/v1/models/alpha/steps",
            options => options.SetRequestHeader("Authorization", "Bearer " + server.Keys["ann"]));
        await DoorServer.SendAsync(socket, batch.ToJsonString());
        Assert.Equal(429, (int)JsonNode.Parse((await DoorServer.ReceiveAsync(socket)).Text)!["status"]!);

        using var tensor = new StringContent(
            "{\"inputs\":[{\"name\":\"rows\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}");
        HttpResponseMessage whole = await ann.PostAsync("/v2/models/alpha/infer", tensor, Ending);
        Assert.Equal(HttpStatusCode.TooManyRequests, whole.StatusCode);
        Assert.InRange(whole.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3000, 4000);

        // Others are not slowed down.
        Assert.Equal(HttpStatusCode.OK, (await DoorServer.StepAsync(ben, other, 4000)).StatusCode);
    }

    [Fact]
    public async Task ARemovedKey_Ends_WhatLastsToo()
    {
        await using DoorServer server = await DoorServer.StartAsync(
            keys: [("ann", new KeyRights()), ("ben", new KeyRights())]);
        HttpClient ann = server.Client("ann"), ben = server.Client("ben");
        string session = await DoorServer.BeginAsync(ann);
        using ClientWebSocket socket = await server.SocketAsync(
            $"/v1/sessions/{session}/steps",
            options => options.SetRequestHeader("Authorization", "Bearer " + server.Keys["ann"]));
        using Stream events = await ann.GetStreamAsync($"/v1/sessions/{session}/events", Ending);

        server.RemoveKey("ann");
        await Assert.ThrowsAsync<WebSocketException>(() => DoorServer.ReceiveAsync(socket));
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await events.ReadAsync(new byte[100], Ending) > 0)
            {
            }

            throw new IOException();
        });
        Assert.Equal(HttpStatusCode.Unauthorized, (await DoorServer.StepAsync(ann, session)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ben.GetAsync("/v1/models", Ending)).StatusCode);

        // A new key of the name has its sessions; the last key that goes leaves the doors closed.
        server.AddKey("ann");
        ann = server.Client("ann");
        await DoorServer.UntilAsync(
            async () => (await DoorServer.StepAsync(ann, session)).StatusCode == HttpStatusCode.OK);
        server.RemoveKey("ann");
        server.RemoveKey("ben");
        HttpClient nobody = server.Client(null);
        await DoorServer.UntilAsync(
            async () => (await ben.GetAsync("/v1/models", Ending)).StatusCode == HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/v1/models", Ending)).StatusCode);
        Assert.Empty(server.Failures);
    }

    [Fact]
    public async Task AKeyThatLosesAModel_LosesItsSessionsOnIt()
    {
        await using DoorServer server = await DoorServer.StartAsync(keys: ("ann", new KeyRights()));
        HttpClient ann = server.Client("ann");
        string session = await DoorServer.BeginAsync(ann);
        server.RemoveKey("ann");
        server.AddKey("ann", new KeyRights { Models = ["beta"] });
        await server.RestartAsync();
        ann = server.Client("ann");
        HttpResponseMessage answer = await DoorServer.StepAsync(ann, session);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(
            "This key may not use the session's model.", (string)(await DoorServer.ReadAsync(answer))["error"]!);
        Assert.Equal(
            HttpStatusCode.Forbidden, (await ann.GetAsync($"/v1/sessions/{session}/state", Ending)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ann.DeleteAsync($"/v1/sessions/{session}", Ending)).StatusCode);
    }

    [Fact]
    public async Task TheFirstKey_ClosesTheDoors_OfARunningServer()
    {
        await using DoorServer server = await DoorServer.StartAsync();
        HttpClient nobody = server.Client(null);
        string session = await DoorServer.BeginAsync(nobody);
        using ClientWebSocket socket = await server.SocketAsync($"/v1/sessions/{session}/steps");
        server.AddKey("ann");
        await DoorServer.UntilAsync(
            async () => (await DoorServer.StepAsync(nobody, session)).StatusCode == HttpStatusCode.Unauthorized);
        await Assert.ThrowsAsync<WebSocketException>(() => DoorServer.ReceiveAsync(socket));
        Assert.Equal(HttpStatusCode.NotFound, (await DoorServer.StepAsync(server.Client("ann"), session)).StatusCode);
    }

    [Fact]
    public async Task AWebSocketOfABrowser_NamesTheKeyAsASubProtocol()
    {
        await using DoorServer server = await DoorServer.StartAsync(keys: ("ann", new KeyRights()));
        string session = await DoorServer.BeginAsync(server.Client("ann"));
        using ClientWebSocket socket = await server.SocketAsync(
            $"/v1/sessions/{session}/steps",
            options =>
            {
                options.AddSubProtocol("carousel");
                options.AddSubProtocol("carousel.key." + server.Keys["ann"]);
            });
        Assert.Equal("carousel", socket.SubProtocol);
        await DoorServer.SendAsync(socket, DoorServer.Rows(1).ToJsonString());
        Assert.Equal(2, (int)JsonNode.Parse((await DoorServer.ReceiveAsync(socket)).Text)!["next"]!);
        await Assert.ThrowsAsync<WebSocketException>(() => server.SocketAsync(
            $"/v1/sessions/{session}/steps", options => options.AddSubProtocol("carousel.key." + ApiKey.New())));
    }

    [Fact]
    public async Task BeyondTheLoopback_NothingListensWithoutAKey()
    {
        var anywhere = new ListeningOptions { Address = IPAddress.Any };
        ServeException refused = await Assert.ThrowsAsync<ServeException>(() => DoorServer.StartAsync(anywhere));
        Assert.Equal(
            "Anyone who reaches 0.0.0.0 could use the server: add a key first, "
            + "or listen on 127.0.0.1.",
            refused.Message);
        await using DoorServer server = await DoorServer.StartAsync(anywhere, keys: ("ann", new KeyRights()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Client(null).GetAsync(
            new Uri($"http://127.0.0.1:{server.Address.Port}/v1/models"), Ending)).StatusCode);
        Assert.Contains(server.Told, sentence => sentence.StartsWith(
            "Other machines reach 0.0.0.0, and the server has no certificate: keys and data cross the network "
            + "unencrypted.",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task OnTheLoopback_NobodyIsWarnedOfAMissingCertificate()
    {
        await using DoorServer server = await DoorServer.StartAsync(keys: ("ann", new KeyRights()));
        Assert.DoesNotContain(server.Told, one => one.Contains("certificate", StringComparison.Ordinal));
    }

    private static async Task AssertFullAsync(HttpClient client, string session)
    {
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await client.PostAsync("/v1/models/alpha/sessions", null, Ending)).StatusCode);
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await client.PostAsync($"/v1/sessions/{session}/fork", null, Ending)).StatusCode);
    }
}
