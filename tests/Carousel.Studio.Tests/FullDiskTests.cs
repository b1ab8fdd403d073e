using System.Net;
using System.Text.Json.Nodes;
using Carousel.Cluster.Stores;
using Carousel.Studio.Messages;
using Carousel.Testing;
using Microsoft.Data.Sqlite;
using static Carousel.Studio.Tests.StudioClient;

namespace Carousel.Studio.Tests;

/// <summary>
/// A full disk rejects requests that need room, and does not lock users out: in the page the user makes room.
/// </summary>
public sealed class FullDiskTests
{
    private const string Sentence =
        "The disk of the studio's folder is full. Free some space, or delete runs and data, and try again.";

    public static TheoryData<Exception, bool> Failures => new()
    {
        { new SqliteException("database or disk is full", 13), true },
        { new SqliteException("disk I/O error", 10, 778), true },
        { new SqliteException("disk I/O error", 10, 4874), true },
        { new SqliteException("disk I/O error", 10, 266), false },
        { new SqliteException("malformed", 11), false },
        { new IOException("No space left on device", 28), true },
        { new IOException("Disk quota exceeded", 122), true },
        { new IOException("Input/output error", 5), false },
        { new StoreException("full") { IsFull = true }, true },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void FullDisk_IsKnownByWhatTheSystemSays(Exception exception, bool isFull) =>
        Assert.Equal(isFull, StorageSentence.Of(exception) == Sentence);

    [Fact]
    public async Task WhatNeedsRoom_IsRefused_AndWhatMakesRoomIsDone()
    {
        using var disk = new SmallDisk(kibibytes: 2048);
        await using StudioProcess studio = await StudioProcess.StartAsync(disk.Folder, before: disk.Enter);
        using var client = new StudioClient(studio);
        string data = Text(await client.UploadAsync("sales.csv", TinyData.Series(4000)), "id");
        disk.Fill();
        JsonNode refusal = await RefusalAsync(
            await client.TryUploadAsync("more.csv", TinyData.Series(4000)), HttpStatusCode.InsufficientStorage);
        Assert.Equal(Sentence, Text(refusal, "error"));
        Assert.Equal(data, Text(Assert.Single((await client.GetAsync("data"))["data"]!.AsArray()), "id"));
        using HttpResponseMessage removed = await client.Http.DeleteAsync($"data/{data}");
        Assert.True(removed.IsSuccessStatusCode, await removed.Content.ReadAsStringAsync());
        Assert.Empty((await client.GetAsync("data"))["data"]!.AsArray());

        // There is the room that it took.
        await client.UploadAsync("sales.csv", TinyData.Series(100));
        Assert.DoesNotContain("failed:", studio.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartOnAFullDisk_OpensThePage_WhereRoomIsMade()
    {
        using var disk = new SmallDisk(kibibytes: 4096);
        string data, run;
        await using (StudioProcess first = await StudioProcess.StartAsync(disk.Folder, before: disk.Enter))
        {
            using var asked = new StudioClient(first);
            data = Text(await asked.UploadAsync("sales.csv", TinyData.Series(4000)), "id");
            run = await asked.RunAsync(data, "forecast", TinyData.LongOptions);
            await asked.ListenAsync($"runs/{run}/events", e => Text(e, "kind") == "progress");

            // An upload that is cut short, and a folder that no data set has.
            Directory.CreateDirectory(Path.Combine(disk.Outside, "data", "77"));

            // A model that is served: the store of its sessions has no room.
            await File.WriteAllTextAsync(Path.Combine(disk.Outside, "served", "run-77.safetensors"), "model");
            disk.Fill();
            await first.KillAsync();
        }

        await using StudioProcess second = await StudioProcess.StartAsync(disk.Folder, before: disk.Enter);
        disk.Fill();
        using var client = new StudioClient(second);

        Assert.Contains("Models are not served until the studio starts again", second.Errors, StringComparison.Ordinal);

        // The run went on by itself, could not, and says why.
        JsonNode failed = await client.EndAsync(run, "failed");
        Assert.Contains("is full", Text(failed["refusal"], "error"), StringComparison.Ordinal);
        foreach (string one in new[] { $"runs/{run}", $"data/{data}" })
        {
            using HttpResponseMessage removed = await client.Http.DeleteAsync(one);
            Assert.True(removed.IsSuccessStatusCode, await removed.Content.ReadAsStringAsync());
        }

        await second.KillAsync();
        await using StudioProcess third = await StudioProcess.StartAsync(disk.Folder, before: disk.Enter);
        using var empty = new StudioClient(third);
        Assert.Empty((await empty.GetAsync("runs"))["runs"]!.AsArray());
        Assert.Empty((await empty.GetAsync("data"))["data"]!.AsArray());
        await empty.UploadAsync("sales.csv", TinyData.Series(100));
    }

    [Fact]
    public async Task NewFolderOnAFullDisk_IsRefusedInASentence()
    {
        using var disk = new SmallDisk(kibibytes: 256);
        disk.Fill();
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StudioProcess.StartAsync(disk.Folder, before: disk.Enter));
        Assert.Contains("the disk is full. Free some space, or", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", refused.Message, StringComparison.Ordinal);
    }
}
