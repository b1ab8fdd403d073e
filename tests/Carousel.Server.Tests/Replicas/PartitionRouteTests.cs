using Carousel.Server.Engine;
using Carousel.Server.Replicas;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Replicas;

/// <summary>What is asked of a partition keeps its order, however the partition moves.</summary>
public sealed class PartitionRouteTests
{
    private readonly Target _here = new(null), _there = new(new Uri("http://there/"));
    private readonly PartitionRoute _route;
    private int _looks;

    public PartitionRouteTests() => _route = new PartitionRoute(() => _looks++);

    [Fact]
    public void Ask_Waits_UntilSomebodyHasThePartition()
    {
        Passage[] passages = [Ask(1), Ask(2)];
        Assert.Empty(_there.Posted);
        _route.Point(_there, isOwn: false);
        Assert.Equal(passages, _there.Posted);
        Assert.All(passages, p => End(p, _there, Passing.Done));
        Assert.All(passages, p => Assert.True(p.Done.IsCompletedSuccessfully));
    }

    [Fact]
    public void Point_SendsNothingToTheNext_BeforeTheOneBeforeHasEnded()
    {
        _route.Point(_here, isOwn: true);
        Passage first = Ask(1);
        _route.Point(_there, isOwn: false);
        Passage second = Ask(2);
        Assert.Empty(_there.Posted);

        // The engine has lost the lease meanwhile: its answer is dropped, and the request precedes later ones.
        End(first, _here, Passing.Unknown);
        Assert.Equal([first, second], _there.Posted);
        Assert.Equal(1, _looks);
    }

    [Fact]
    public void Point_TakesBackWhatASilentReplicaWasSent()
    {
        _route.Point(_there, isOwn: false);
        Passage first = Ask(1), second = Ask(2), unnumbered = Ask(0);
        _route.Point(_here, isOwn: true);
        Assert.Equal([first, second], _here.Posted);
        Assert.Equal(StepFault.Unavailable, FaultOf(unnumbered));

        // The answer of the silent one after it wakes up is ignored.
        End(first, _there, Passing.Done);
        Assert.False(first.Done.IsCompleted);
        End(first, _here, Passing.Done);
        Assert.True(first.Done.IsCompleted);
    }

    [Fact]
    public void Ended_AsksNobodyTwice_BeforeItWasLooked()
    {
        _route.Point(_there, isOwn: false);
        Passage passage = Ask(1);
        End(passage, _there, Passing.NotDone);
        Assert.Equal((1, 1), (_there.Posted.Count, _looks));
        _route.Point(_there, isOwn: false);
        Assert.Equal([passage, passage], _there.Posted);
    }

    [Fact]
    public void Ask_RefusesWhatWasPassedOn_WhereItIsNotHere()
    {
        Assert.Equal(StepFault.Moving, FaultOf(Ask(1, isPassedOn: true)));
        _route.Point(_there, isOwn: false);
        Assert.Equal(StepFault.Moving, FaultOf(Ask(1, isPassedOn: true)));

        // One that is about to be here is waited for.
        _route.Point(null, isOwn: true);
        Passage waiting = Ask(1, isPassedOn: true);
        Assert.False(waiting.Done.IsCompleted);
        _route.Point(_there, isOwn: false);
        Assert.Equal(StepFault.Moving, FaultOf(waiting));
        Assert.Empty(_there.Posted);
    }

    [Fact]
    public async Task Ask_IsAskedOfTheNext_WhereTheEngineIsJustTakenAway()
    {
        var group = new ReplicaGroup(new Lease(Guid.NewGuid(), 1, Guid.NewGuid(), [0]), store: null!);
        _route.Point(group, isOwn: true);
        Passage passage = Ask(1);
        _route.Point(_there, isOwn: false);

        // A group that kept it would have the partition stand still for good.
        while (_there.Posted.Count == 0)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        Assert.Equal([passage], _there.Posted);
    }

    private static StepFault FaultOf(Passage passage)
    {
        Assert.True(passage.Done.IsCompleted);
        return passage.Steps!.Faults[0];
    }

    private void End(Passage passage, Target target, Passing end) => _route.Ended(passage, target, end);

    private Passage Ask(long from, bool isPassedOn = false)
    {
        StepCall call = StepCall.Rent(1, 1, 1);
        call.From[0] = from;
        var passage = new Passage(call, isPassedOn);
        _route.Ask(passage);
        return passage;
    }

    private sealed class Target(Uri? address) : IPassageTarget
    {
        public List<Passage> Posted { get; } = [];

        public Uri? Address => address;

        public void Post(Passage passage) => Posted.Add(passage);

        public bool TryForget(Passage passage, out Passing end)
        {
            end = Passing.Unknown;
            return address is not null;
        }
    }
}
