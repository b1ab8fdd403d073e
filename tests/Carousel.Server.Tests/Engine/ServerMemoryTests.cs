using Carousel.Server.Engine;
using Carousel.Testing;

namespace Carousel.Server.Tests.Engine;

/// <summary>What is taken is counted, and given back.</summary>
[Collection(typeof(Alone))]
public sealed class ServerMemoryTests
{
    private const int Sessions = 6000;

    [Fact]
    public void Take_IsRefused_AboveTheLimit()
    {
        var memory = new ServerMemory(most: 1000);
        Assert.True(memory.TryTake(MemoryUse.States, 600));
        Assert.Equal(600, memory.IdleSeconds(600));
        Assert.True(memory.TryTake(MemoryUse.States, 50));
        Assert.Equal(10, memory.IdleSeconds(600));
        Assert.True(memory.TryTake(MemoryUse.Requests, 150));
        Assert.Equal(1, memory.IdleSeconds(600));
        Assert.False(memory.TryTake(MemoryUse.States, 1));
        Assert.False(memory.Has(MemoryUse.Sessions, 1));
        Assert.Equal((800, 2), (memory.Used, memory.Refused));
        memory.Give(MemoryUse.States, 650);
        memory.Give(MemoryUse.Requests, 150);
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void Uses_LeaveRoomForEachOther()
    {
        var memory = new ServerMemory(most: 1000);
        foreach (MemoryUse use in Enum.GetValues<MemoryUse>().Except([MemoryUse.States]))
        {
            Assert.True(memory.TryTake(use, memory.MostOf(use)));
            Assert.False(memory.TryTake(use, 1));
            Assert.False(memory.Has(use, 1));
            Assert.True(memory.Has(use, 0));
        }

        Assert.True(memory.TryTake(MemoryUse.States, 50));
    }

    [Fact]
    public void WithoutALimit_ItIsThatOfTheCollector_AndAllElseCounts()
    {
        var memory = new ServerMemory(most: 0);
        memory.Measure();
        Assert.Equal(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, memory.Most);
        Assert.InRange(memory.Used, 1, long.MaxValue);
        Assert.Equal(0, memory.Taken);
    }

    [Fact]
    public async Task States_LeaveMemory_WhereItIsTight_AndComeBack()
    {
        // All states together need more than there is; those that were stepped a moment ago stay.
        using var host = new EngineHost(new EngineOptions { Workers = 1, MemoryBytes = 12 << 20 });
        var sessions = new UInt128[Sessions];
        for (int s = 0; s < Sessions; s++)
        {
            sessions[s] = await host.BeginAsync(EngineModels.Lstm);
            Assert.Equal(StepFault.None, (await host.StepAsync(sessions[s], 1, [[1, 2, s]])).Fault);
        }

        long most = host.Engine.Memory.Most;
        host.Engine.Memory.Take(MemoryUse.States, (long)(0.75 * most));
        await EngineHost.UntilAsync(() => host.Engine.Meters.Leaves >= Sessions);
        host.Engine.Memory.Give(MemoryUse.States, (long)(0.75 * most));
        using var alone = new Undisturbed(host.Models.Of(EngineModels.Lstm));
        Assert.Equal([alone.Step([1, 2, 7])], [(await host.StepAsync(sessions[7], 1, [[1, 2, 7]])).Answers[0]]);
        Assert.Equal(
            [alone.Step([3, 2, 1])], [(await host.StepAsync(sessions[7], 2, [[3, 2, 1]])).Answers[0]]);
    }

    [Fact]
    public async Task WhatNeedsMemory_IsRefused_WhereItIsFull_AndAwakeSessionsGoOn()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 1, IdleSeconds = 1, MemoryBytes = 64 << 20 });
        UInt128 asleep = await host.BeginAsync(EngineModels.Lstm);
        await host.StepAsync(asleep, 1, [[1, 2, 3]]);
        await EngineHost.UntilAsync(() => host.Engine.Meters.Leaves == 1);
        UInt128 awake = await host.BeginAsync(EngineModels.Lstm);
        long most = (long)(0.85 * host.Engine.Memory.Most);
        StepFault fault = StepFault.Memory;
        while (fault == StepFault.Memory)
        {
            // On a slow machine it may have left memory between two steps.
            await host.StepAsync(awake, 0, [[1, 2, 3]]);
            host.Engine.Memory.Take(MemoryUse.States, most);
            fault = (await host.StepAsync(awake, 0, [[1, 2, 3]])).Fault;
            Assert.Equal(StepFault.Memory, (await host.StepAsync(asleep, 2, [[1, 2, 3]])).Fault);
            Assert.Equal(StepFault.Memory, (await host.AskAsync(ControlKind.Save, asleep)).Fault);
            host.Engine.Memory.Give(MemoryUse.States, most);
        }

        Assert.Equal(StepFault.None, fault);
        Assert.Equal(StepFault.None, (await host.StepAsync(asleep, 2, [[1, 2, 3]])).Fault);
    }

    [Fact]
    public async Task Sessions_AreRefused_WhereTheyHaveTheirShare()
    {
        using var host = new EngineHost(new EngineOptions { Workers = 1, MemoryBytes = 4 << 20 });
        var call = new ControlCall(ControlKind.Look, 0, 0);
        int begun = 0;
        for (; call.Fault != StepFault.Memory; begun++)
        {
            call = new ControlCall(ControlKind.Begin, Carousel.Server.Storage.SessionId.New(isJob: false), 0)
            {
                Model = EngineModels.Lstm,
            };
            await host.Engine.AskAsync(call);
        }

        Assert.InRange(begun, 4096, 4 * 4096);
        Assert.InRange(host.Engine.Memory.Used, 1, host.Engine.Memory.Most / 2);
    }

    [Fact]
    public async Task AnEngineThatEnds_GivesAllBack()
    {
        var options = new EngineOptions { Workers = 2 };
        using var host = new EngineHost(options);
        UInt128 session = await host.BeginAsync(EngineModels.Lstm);
        await host.StepAsync(session, 1, [[1, 2, 3]]);
        ServerMemory memory = host.Engine.Memory;
        Assert.InRange(memory.Taken, 1, long.MaxValue);

        host.Restart();

        Assert.Equal(0, memory.Taken);
    }
}
