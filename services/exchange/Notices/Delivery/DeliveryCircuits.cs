using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

public static class DeliveryCircuits
{
    /// <summary>Changes a receiver's circuit, and again from the start if another was faster.</summary>
    public static Task<DeliveryCircuit> ChangeCircuit(this IDocumentStore store, string id, Action<DeliveryCircuit> change, CancellationToken cancel) => store.Work(
        async (session, token) =>
        {
            var circuit = await session.LoadAsync<DeliveryCircuit>(id, token) ?? new DeliveryCircuit { Id = id };
            change(circuit);
            session.UpdateRevision(circuit, circuit.Version + 1);
            await session.SaveChangesAsync(token);
            return circuit;
        },
        cancel);
}
